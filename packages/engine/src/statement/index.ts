export { gatherAccrued } from './accrued.js';
export { laneExplanations } from './explanations.js';
export { matchPurchases } from './four-way.js';
export { gatherStatement, STATED_FLOWS, type StatedFlow } from './gather.js';
export type { Period } from './period.js';
