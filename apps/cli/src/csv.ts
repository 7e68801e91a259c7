type Cell = string | number | null;

/**
 * RFC 4180. A text that a spreadsheet would take for a formula is put behind an apostrophe, since names and references come
 * from other people.
 */
export const csvOf = (head: string[], rows: Cell[][]): string =>
  [head, ...rows]
    .map((row) => row.map(cellText).join(','))
    .join('\r\n')
    .concat('\r\n');

function cellText(cell: Cell): string {
  if (cell === null) return '';
  const text = typeof cell === 'string' && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
