export { createMemoryLedger, type MemoryLedger } from './memory-ledger.js';
