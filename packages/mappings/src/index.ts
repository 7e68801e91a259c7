export { refOf as billRef } from './billing/bill-lines.js';
export { planBilling } from './billing/billing.plan.js';
export { livingBillId } from './billing/judge-bill.js';
export { landedCostId } from './billing/landed-costs.js';
export { type CutEvidence, type CutPlace, type CutProduct, compareStock } from './inventory/compare.js';
export { planInventory } from './inventory/inventory.plan.js';
export type { Subjects as StockSubjects } from './inventory/movements.js';
export * from './lanes.js';
export * from './modes.js';
export * from './operations.js';
export * from './plan.js';
export { planProducts } from './products/products.plan.js';
export { planPurchaseOrders } from './purchase-orders/purchase-orders.plan.js';
export { isForeignMark, isSameMark, wroMarkIn } from './purchase-orders/wro-mark.js';
export { sanitiseNumber, wroNumberCandidates, wroNumbersOf } from './purchase-orders/wro-numbers.js';
export { placementMark, transitName, wentThroughHub } from './receiving/placement.js';
export { planReceiving } from './receiving/receiving.plan.js';
export { isUnderWay, urosOf } from './receiving/unidentified.js';
export { planUro, wordsOfUro } from './receiving/uro.plan.js';
export { planWro } from './receiving/wro.plan.js';
export { isOfReturn, returnMarker, scrapMarkers } from './returns/actions.js';
export { apartDelivery } from './returns/apart-delivery.js';
export { quarantineName } from './returns/returned-goods.js';
export { planReturns } from './returns/returns.plan.js';
export * from './seen.js';
export * from './settings.js';
export { isBeforeGoLive, liveFrom } from './shared/go-live.js';
export { isItemOf, livingVariantId, livingWroId } from './shared/links.js';
export { partModel as wroPartModel } from './shared/receipts.js';
export { wholeUnits } from './shared/units.js';
export { dayOfLane, dayOrigin, daysFor, isOver } from './shipments/centre-days.js';
export { planDay } from './shipments/day.plan.js';
export { partOfDay } from './shipments/parts-of-days.js';
export { planShipments } from './shipments/shipments.plan.js';
export { type Accrued, accruedOf } from './statement/accrual.js';
export {
  announcedFacts,
  billedFacts,
  looseDeliveryFacts,
  productFacts,
  receivedFacts,
  returnedFacts,
  type Sides,
  shippedFacts,
  together as bothSides,
} from './statement/facts.js';
export { type Billed, type Finding, fourWayMatch, type MatchedLine } from './statement/four-way.js';
export * from './statement/statement.js';
export { stockFacts } from './statement/stock-facts.js';
