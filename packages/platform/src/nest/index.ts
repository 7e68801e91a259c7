export * from './boot.js';
export * from './health.js';
