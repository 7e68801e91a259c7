export * from './budget.js';
export * from './credentials.js';
export * from './ledger.js';
export * from './polls.js';
export * from './remotes.js';
