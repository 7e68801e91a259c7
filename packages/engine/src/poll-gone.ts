import { msAfter } from '@mlc/kernel';
import { noticesFor } from './notices.js';
import type { PollWork } from './poll.js';
import { isShipBobSource } from './poll-sources.js';
import type { PollMark } from './ports/polls.js';
import type { OdooSource } from './ports/remotes.js';

/**
 * Sources whose records may be deleted without another record telling of it. A line taken out of a purchase order moves
 * the order's stamp; orders and what belongs to them are cancelled before they may be deleted, and cancelled says it all.
 */
const MAY_VANISH: ReadonlySet<string> = new Set<OdooSource>([
  'product.product',
  'mrp.bom',
  'mrp.bom.line',
  'product.packaging',
]);

export const mayVanish = (source: string): boolean => MAY_VANISH.has(source);

/** Records asked for by one call. */
const KNOWN_PER_CALL = 1000;

/**
 * Looks for known records that Odoo no longer has, once in so many hours and at the end of a pass: a deletion leaves no
 * stamp that a poll could find. A look that was cut off begins anew with the next pass. Returns how many are gone.
 */
export async function lookForGone(work: PollWork, mark: PollMark): Promise<number> {
  const { connectionId, source, owner, clock, polls, goneHours } = work;
  if (goneHours === undefined || isShipBobSource(source) || !mayVanish(source)) return 0;
  const lookedAt = clock.now();
  const save = (ids: number[], notices: Parameters<typeof polls.forget>[0]['notices'], isLast: boolean) =>
    polls.forget({ connectionId, source, owner, ids, notices, lookedAt: isLast ? lookedAt : null });
  if (mark.goneLookedAt === null) {
    // The source's first pass has just read all that is there.
    await save([], [], true);
    return 0;
  }
  if (msAfter(new Date(mark.goneLookedAt), goneHours * 3_600_000) > lookedAt) return 0;
  let afterId = 0;
  let count = 0;
  for (;;) {
    const known = await polls.known(connectionId, source, { afterId, limit: KNOWN_PER_CALL });
    const gone = known.length === 0 ? [] : await work.odoo.gone(source, known);
    const rows = gone.map((row) => ({ ...row, hash: 'gone', stamp: null }));
    const isLast = known.length < KNOWN_PER_CALL;
    const ids = gone.map(({ id }) => id);
    if (ids.length > 0 || isLast) await save(ids, await noticesFor(work, rows, 'is gone from Odoo'), isLast);
    count += gone.length;
    if (isLast) return count;
    afterId = known.at(-1)?.id ?? afterId;
  }
}
