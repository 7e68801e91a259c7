export * from './ledger.js';
export * from './polls.js';
export * from './remotes.js';
