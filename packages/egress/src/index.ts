export * from './policy.js';
export * from './types.js';
