import type { Json } from '@mlc/kernel';
import type { Account } from '../account.js';
import type { Shop } from '../shop.js';
import { type LevelViewName, levelsOf, levelViews } from './levels.js';

type Published = Record<LevelViewName, Json>;

/**
 * Inventory numbers follow what happened by option `inventoryLagMs`. Each change of an item's numbers is kept with its
 * time, and readers get the youngest that is old enough; an item younger than the lag reads as all zeros would.
 */
export class LevelLag {
  readonly #known = new Map<number, { atMs: number; text: string; views: Published }[]>();

  /** Notes numbers that changed since the last look. Costs nothing while there is no lag. */
  note(shop: Shop, account: Account): void {
    const { inventoryLagMs } = shop.options;
    if (inventoryLagMs === 0) {
      this.#known.clear();
      return;
    }
    const nowMs = shop.clock.now().getTime();
    for (const level of levelsOf(account)) {
      const views = levelViews(level);
      const text = JSON.stringify(views);
      const rows = this.#known.get(level.inventoryId) ?? [];
      if (rows.at(-1)?.text === text) continue;
      // What lay there when the lag was switched on is old news.
      rows.push({ atMs: rows.length === 0 && this.#known.size === 0 ? 0 : nowMs, text, views });
      const ripe = rows.findLastIndex((row) => row.atMs <= nowMs - inventoryLagMs);
      this.#known.set(level.inventoryId, rows.slice(Math.max(0, ripe)));
    }
  }

  /** The numbers to show now; null when the true ones may be shown. */
  published(shop: Shop, inventoryId: number, name: LevelViewName): Json | null {
    const { inventoryLagMs } = shop.options;
    const rows = this.#known.get(inventoryId);
    if (inventoryLagMs === 0 || rows === undefined) return null;
    const untilMs = shop.clock.now().getTime() - inventoryLagMs;
    return (rows.findLast((row) => row.atMs <= untilMs) ?? rows[0])?.views[name] ?? null;
  }
}
