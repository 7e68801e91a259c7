import { afterAll, describe } from 'vitest';
import { clientSuite } from './odoo/client.suite.js';
import { deliveriesSuite } from './odoo/deliveries.suite.js';
import { failuresSuite } from './odoo/failures.suite.js';
import { readingSuite } from './odoo/reading.suite.js';
import { receiptsSuite } from './odoo/receipts.suite.js';
import { columnOf, targets } from './odoo/target.js';
import { Report } from './report.js';

/**
 * One suite for the sandbox in both dialects and for real servers (test/support/real-odoo-servers.ts says how to name
 * them), on each protocol that belongs to them. With MLC_CONFORMANCE_REPORT=<path> the run writes its table there.
 * MLC_CONFORMANCE_ONLY limits it to targets whose name holds the text, e.g. `Odoo 17` or `xml-rpc`.
 */
const only = process.env['MLC_CONFORMANCE_ONLY'] ?? '';
const all = (await targets(process.env)).filter((target) => `${target.server} ${target.transport}`.includes(only));
const report = new Report('Odoo conformance', all.map(columnOf));
afterAll(() => report.write(process.env['MLC_CONFORMANCE_REPORT']));

for (const target of all)
  describe(`${target.server} over ${target.transport}`, () => {
    const check = report.checkOn(columnOf(target));
    clientSuite(target, check);
    failuresSuite(target, check);
    readingSuite(target, check);
    receiptsSuite(target, check);
    deliveriesSuite(target, check);
  });
