export { classify } from './addresses.js';
export { createDoor } from './door.js';
export { MemoryBudgetStore } from './memory-budget-store.js';
export * from './policy.js';
export * from './types.js';
