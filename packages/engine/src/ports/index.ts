export * from './approvals.js';
export * from './budget.js';
export * from './credentials.js';
export * from './cuts.js';
export * from './ledger.js';
export * from './oauth.js';
export * from './polls.js';
export * from './remotes.js';
