import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../../../docs/conformance.md', import.meta.url);
const [BEGIN, END] = ['<!-- table: begin -->', '<!-- table: end -->'];

/** Whether the page holds the table; MLC_WRITE_DOCS=1 writes it there. */
export function heldAgainstPage(table: string): 'as it is' | 'MLC_WRITE_DOCS=1 writes it anew' {
  const page = readFileSync(file, 'utf8');
  const [before = '', rest = ''] = page.split(BEGIN);
  const after = rest.slice(rest.indexOf(END));
  const wanted = `${before}${BEGIN}\n\n${table}\n\n${after}`;
  if (page === wanted) return 'as it is';
  if (process.env['MLC_WRITE_DOCS'] !== '1') return 'MLC_WRITE_DOCS=1 writes it anew';
  writeFileSync(file, wanted);
  return 'as it is';
}
