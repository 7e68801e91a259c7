import { styleText } from 'node:util';

/** How a command speaks: tables and sentences for people, or one JSON document with `--json`. */
export interface Output {
  json: boolean;
  /** A line for people; silent with --json. */
  say(line?: string): void;
  /** The command's result: printed as JSON with --json, by `human` otherwise. */
  result(value: unknown, human: () => void): void;
  table(head: string[], rows: (string | number | null)[][]): void;
  progress(done: number, total: number, what: string): void;
}

export function createOutput(json: boolean): Output {
  let barShown = false;
  const clearBar = (): void => {
    if (barShown) process.stderr.write('\r\u001b[K');
    barShown = false;
  };
  const say = (line = ''): void => {
    clearBar();
    if (!json) process.stdout.write(`${line}\n`);
  };
  return {
    json,
    say,
    result(value, human) {
      clearBar();
      if (json) process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
      else human();
    },
    table(head, rows) {
      for (const line of renderTable(head, rows, process.stdout.columns ?? 160)) say(line);
    },
    progress(done, total, what) {
      if (json || !process.stderr.isTTY) return;
      const width = 24;
      const filled = total === 0 ? width : Math.round((Math.min(done, total) / total) * width);
      process.stderr.write(`\r\u001b[K[${'='.repeat(filled)}${' '.repeat(width - filled)}] ${done}/${total} ${what}`);
      barShown = true;
    },
  };
}

/** Columns as wide as their content; the last one wraps under itself when the terminal is too narrow. */
export function renderTable(head: string[], rows: (string | number | null)[][], columns: number): string[] {
  const cells = [head, ...rows.map((row) => row.map((cell) => (cell === null ? '-' : String(cell))))];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + 2, 0);
  const room = Math.max(30, columns - before);
  return cells.flatMap((row, index) => {
    const lead = row
      .slice(0, -1)
      .map((cell, column) => cell.padEnd((widths[column] ?? 0) + 2))
      .join('');
    const lines = wrap(row.at(-1) ?? '', room).map((part, line) => (line === 0 ? lead : ' '.repeat(before)) + part);
    return index === 0 ? lines.map((line) => styleText('bold', line)) : lines;
  });
}

/** Words in lines of at most `width` letters; a longer word stands alone. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** `2026-11-25 20:41:07`, UTC. */
export const shortTime = (at: Date | string | null): string =>
  at === null ? '-' : new Date(at).toISOString().slice(0, 19).replace('T', ' ');

export const good = (text: string): string => styleText('green', text);
export const bad = (text: string): string => styleText('red', text);
export const warn = (text: string): string => styleText('yellow', text);
export const faint = (text: string): string => styleText('dim', text);
