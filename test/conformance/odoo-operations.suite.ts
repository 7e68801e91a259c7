import type { Target } from './odoo/target.js';
import { booksSuite } from './odoo-books.suite.js';
import { creditSuite } from './odoo-credit.suite.js';
import { deliveriesSuite } from './odoo-deliveries.suite.js';
import { landedCostsSuite } from './odoo-landed-costs.suite.js';
import { movesSuite } from './odoo-moves.suite.js';
import { notesSuite } from './odoo-notes.suite.js';
import { returnsSuite } from './odoo-returns.suite.js';
import { stockSuite } from './odoo-stock.suite.js';
import type { Check } from './report.js';

/** Returns, scrap, counts, bills, credit notes, notes and activities: what the executor writes besides receipts and deliveries. */
export function operationsSuite(target: Target, check: Check): void {
  deliveriesSuite(target, check);
  returnsSuite(target, check);
  stockSuite(target, check);
  movesSuite(target, check);
  booksSuite(target, check);
  creditSuite(target, check);
  landedCostsSuite(target, check);
  notesSuite(target, check);
}
