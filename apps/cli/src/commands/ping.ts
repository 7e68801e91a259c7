import { type Finding, pingStored } from '@mlc/platform';
import type { Command } from 'commander';
import { pickConnection, withRuntime } from '../context.js';
import type { GlobalOptions } from '../options.js';
import { bad, faint, good, type Output, warn, wrap } from '../output.js';

export function pingCommand(program: Command): void {
  program
    .command('ping')
    .alias('doctor')
    .description('ask both sides what may be wrong, from the address to single rights; each finding names its fix')
    .action(async (_own: unknown, command: Command) => {
      const global = command.optsWithGlobals<GlobalOptions>();
      await withRuntime({ ...global, fence: 'read_only' }, async ({ runtime, out }) => {
        const connection = await pickConnection(runtime, global.connection);
        const findings = await pingStored(runtime, connection);
        const opened = runtime.env.EGRESS_ALLOW;
        out.result(findings, () => {
          showFindings(out, findings);
          out.say();
          out.say(verdict(findings));
          if (opened !== '') out.say(faint(`EGRESS_ALLOW opens ${opened.split(',').join(', ')}.`));
        });
        if (findings.some((finding) => finding.level === 'error')) process.exitCode = 1;
      });
    });
}

function verdict(findings: Finding[]): string {
  const count = (level: Finding['level']): number => findings.filter((finding) => finding.level === level).length;
  const [errors, warnings] = [count('error'), count('warning')];
  if (errors + warnings === 0) return good('All is well.');
  const said = [
    errors === 0 ? [] : [`${errors} error${errors === 1 ? '' : 's'}`],
    warnings === 0 ? [] : [`${warnings} warning${warnings === 1 ? '' : 's'}`],
  ];
  const text = said.flat().join(', ');
  return `${errors > 0 ? bad(text) : warn(text)}. docs/doctor.md tells more about each.`;
}

const INDENT = 11;

export function showFindings(out: Output, findings: Finding[]): void {
  const width = Math.max(40, (process.stdout.columns ?? 160) - INDENT);
  const block = (text: string): string => wrap(text, width).join(`\n${' '.repeat(INDENT)}`);
  for (const { level, message, code, field, fix } of findings) {
    const mark = { ok: good('ok     '), warning: warn('warning'), error: bad('error  ') }[level];
    if (level === 'ok') {
      out.say(`  ${mark}  ${block(message)} ${faint(code)}`);
      continue;
    }
    out.say(`  ${mark}  ${block(message)} ${faint(field === null ? code : `${code}, ${field}`)}`);
    if (fix) out.say(`           ${block(`Fix: ${fix}`)}`);
  }
}
