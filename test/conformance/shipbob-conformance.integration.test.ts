import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Report } from './report.js';
import { accountSuite } from './shipbob/account.suite.js';
import { billingSuite } from './shipbob/billing.suite.js';
import { catalogueSuite } from './shipbob/catalogue.suite.js';
import { allowing, Look } from './shipbob/look.js';
import { ordersSuite } from './shipbob/orders.suite.js';
import { heldAgainstPage } from './shipbob/page.js';
import { receivingSuite } from './shipbob/receiving.suite.js';
import { shapesSuite } from './shipbob/shapes.suite.js';
import { targets } from './shipbob/target.js';

/**
 * One suite for the sandbox at each version of ShipBob's API and, read-only, for the account that the environment names
 * (docs/conformance.md says how). With MLC_SHIPBOB_CONFORMANCE_REPORT=<path> the run writes its table there.
 * MLC_CONFORMANCE_ONLY limits it to targets whose name holds the text, e.g. `2026-07`.
 */
const only = process.env['MLC_CONFORMANCE_ONLY'] ?? '';
const all = targets(process.env).filter(({ column }) => column.name.includes(only));
const columns = all.map(({ column }) => column);
const report = new Report('ShipBob conformance', columns);
afterAll(() => report.write(process.env['MLC_SHIPBOB_CONFORMANCE_REPORT']));

for (const target of all)
  describe(target.column.name, () => {
    let look: Look;
    beforeAll(async () => {
      look = new Look(target, await target.open());
    });
    afterAll(() => look?.access.close());
    const check = allowing(report.checkOn(target.column));
    const at = (): Look => look;
    accountSuite(target, check, at);
    catalogueSuite(target, check, at);
    receivingSuite(target, check, at);
    ordersSuite(target, check, at);
    billingSuite(target, check, at);
    shapesSuite(target, check, at);
  });

describe('docs/conformance.md', () => {
  it.skipIf(only !== '')('holds the table that this run gave on the sandbox', () => {
    expect(heldAgainstPage(report.table(columns.filter(({ isReal }) => !isReal)))).toBe('as it is');
  });
});
