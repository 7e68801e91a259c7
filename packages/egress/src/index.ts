export { classify } from './addresses.js';
export { createDoor } from './door.js';
export { DOOR_FINDINGS } from './findings.js';
export { MemoryBudgetStore } from './memory-budget-store.js';
export { withWritePermit } from './permit.js';
export * from './policy.js';
export * from './types.js';
