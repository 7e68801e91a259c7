export * from './engine.js';
export * from './memory/index.js';
export * from './poll.js';
export * from './ports/index.js';
export * from './route.js';
export * from './run-lane.js';
export * from './subject.js';
export * from './work.js';
