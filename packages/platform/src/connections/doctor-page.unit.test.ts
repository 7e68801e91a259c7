import { describe, expect, it } from 'vitest';
import { DOCTOR } from './ping-catalogue.js';

const INTRO = `# The doctor's findings

\`mlc ping\` (or \`mlc doctor\`) asks both sides what may be wrong with a connection, and writes nothing. An **error** keeps the connection from working and ends the command with exit code 1; a **warning** limits it, or will. \`mlc connection apply\` asks the same
questions first and stores nothing while there is an error. \`mlc ping --json\` prints an array of \`{code, level, message, fix, field}\`; \`field\` is the setting of the connection file at fault, or the model of Odoo.

The doctor stops at what makes its later questions pointless: whoever cannot reach a server learns nothing about rights. Each row below is broken on purpose by a test, which sees this finding and no other; a sound connection gives none.

This page is made from the code's own table; a test fails when they differ (\`npx vitest run packages/platform/src/connections/doctor-page -u\` writes it anew).
`;

const TOPICS: [title: string, prefix: string][] = [
  ['The way out', 'egress.'],
  ['Odoo', 'odoo.'],
  ['ShipBob', 'shipbob.'],
  ['Webhooks', 'webhooks.'],
  ['The connection', 'connection.'],
];

const cell = (text: string): string => text.replaceAll('|', '\\|');

function page(): string {
  const tables = TOPICS.map(([title, prefix]) => {
    const rows = Object.entries(DOCTOR)
      .filter(([code]) => code.startsWith(prefix))
      .map(([code, { level, broken, fix, source }]) =>
        [`\`${code}\``, level, broken, fix, source].map(cell).join(' | '),
      );
    return `## ${title}\n\n| code | level | what is broken | what to do | known from |\n| --- | --- | --- | --- | --- |\n${rows.map((row) => `| ${row} |`).join('\n')}\n`;
  });
  return [INTRO, ...tables].join('\n');
}

describe("the doctor's table", () => {
  it('stands in docs/doctor.md as the code has it', async () => {
    await expect(page()).toMatchFileSnapshot('../../../../docs/doctor.md');
  });

  it('has each finding under one of its headings, with a fix and a source', () => {
    for (const [code, { broken, fix, source }] of Object.entries(DOCTOR)) {
      expect(
        TOPICS.filter(([, prefix]) => code.startsWith(prefix)),
        code,
      ).toHaveLength(1);
      for (const text of [broken, fix, source]) expect(text.length, code).toBeGreaterThan(8);
    }
  });
});
