import { ManualClock, newId } from '@mlc/kernel';
import { createMemoryLedger } from '../memory/index.js';
import { ledgerConformance } from './ledger-conformance.js';

ledgerConformance('memory', async () => {
  const clock = new ManualClock(new Date('2026-11-25T12:00:00Z'));
  const ledger = createMemoryLedger(() => clock.now());
  const { state } = ledger;
  return {
    ledger,
    clock,
    newConnection: async () => newId(),
    openCases: async (connectionId, laneKey) =>
      state.cases
        .filter((found) => found.connectionId === connectionId && found.laneKey === laneKey && found.state === 'open')
        .map(({ code, cause }) => ({ code, cause })),
    notices: async (connectionId, laneKey) =>
      state.notices
        .filter((notice) => notice.connectionId === connectionId && notice.laneKey === laneKey)
        .map(({ seq, source, reason }) => ({ seq, source, reason })),
    audit: async (connectionId) =>
      state.audit
        .filter((entry) => entry.connectionId === connectionId)
        .map(({ action, subject, before, after }) => ({ action, subject, before, after })),
    close: async () => undefined,
  };
});
