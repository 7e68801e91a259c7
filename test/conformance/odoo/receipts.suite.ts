import { afterAll, beforeAll, describe } from 'vitest';
import type { Check } from '../report.js';
import { ReceiptBench } from './receipt-bench.js';
import { lotsSuite } from './receipt-lots.suite.js';
import { quantitiesSuite } from './receipt-quantities.suite.js';
import { racesSuite } from './receipt-races.suite.js';
import type { Target } from './target.js';

/** Right quantities each time, on every server and protocol: what is done is read from Odoo's tables by an administrator. */
export function receiptsSuite(target: Target, checkAll: Check): void {
  describe('receipts', () => {
    const bench = new ReceiptBench(target);
    const check = bench.telling(checkAll);
    beforeAll(bench.open);
    afterAll(bench.close);
    quantitiesSuite(bench, check);
    lotsSuite(bench, check);
    racesSuite(bench, check);
  });
}
