export * from './memory/index.js';
export * from './ports/index.js';
