import { afterAll, describe } from 'vitest';
import { columnOf, targets } from './odoo/target.js';
import { operationsSuite } from './odoo-operations.suite.js';
import { Report } from './report.js';

/** On the sandbox in both dialects, and on the real servers that the environment names (see real-odoo-servers.ts). */
const all = await targets(process.env);
const report = new Report('Odoo conformance: operations', all.map(columnOf));

for (const target of all)
  describe(`Odoo operations on ${target.server} over ${target.transport}`, () => {
    operationsSuite(target, report.checkOn(columnOf(target)));
  });

afterAll(() => {
  const path = process.env['MLC_CONFORMANCE_REPORT'];
  if (path) report.write(path.replace(/(\.md)?$/, '-operations.md'));
});
