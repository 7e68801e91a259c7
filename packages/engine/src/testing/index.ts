export { ledgerConformance } from './ledger-conformance.js';
export { Bench, ended, foundCase, type LedgerHarness, notice, planned } from './ledger-harness.js';
