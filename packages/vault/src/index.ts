export * from './key-ring.js';
export * from './memory-secret-store.js';
export * from './vault.js';
