import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import { approvalGuarantees } from './approvals-conformance.js';
import { effectGuarantees } from './effects-conformance.js';
import { laneGuarantees } from './lanes-conformance.js';
import { Bench, type LedgerHarness } from './ledger-harness.js';
import { passGuarantees } from './passes-conformance.js';

/** The guarantees every Ledger gives, whatever it is made of. Call it inside a test file. */
export function ledgerConformance(name: string, make: () => Promise<LedgerHarness>): void {
  describe(`ledger: ${name}`, () => {
    let harness: LedgerHarness;
    let bench: Bench;
    beforeAll(async () => {
      harness = await make();
    });
    afterAll(async () => {
      await harness.close();
    });
    beforeEach(async () => {
      bench = new Bench(harness, await harness.newConnection());
    });
    laneGuarantees(() => bench);
    effectGuarantees(() => bench);
    passGuarantees(() => bench);
    approvalGuarantees(() => bench);
  });
}
