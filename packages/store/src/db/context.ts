import type { Clock } from '@mlc/kernel';
import type { Database } from './database.js';

/** What every part of the store needs: the database, and product time for whatever a business rule can see. */
export interface StoreContext {
  db: Database;
  clock: Clock;
}
