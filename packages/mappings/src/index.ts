export * from './lanes.js';
export * from './operations.js';
export * from './plan.js';
export * from './seen.js';
export * from './settings.js';
