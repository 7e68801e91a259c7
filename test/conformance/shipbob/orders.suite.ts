import { hasEndpoint } from '@mlc/shipbob';
import { describe, expect } from 'vitest';
import { z } from 'zod';
import { type Check, Undecided } from '../report.js';
import { about, atLeastOne, inDays, type Look, NOBODY } from './look.js';
import type { Target } from './target.js';

const ORDER_STATUSES = ['Processing', 'Exception', 'PartiallyFulfilled', 'Fulfilled', 'Cancelled', 'ImportReview'];
const SHIPMENT_STATUSES = [
  ...['None', 'Processing', 'Completed', 'Exception', 'OnHold', 'Cancelled', 'CleanSweeped', 'LabeledCreated'],
  ...['ImportReview', 'Pending'],
];
const RETURN_STATUSES = ['AwaitingArrival', 'Arrived', 'Processing', 'Completed', 'Cancelled'];

/** Orders with their shipments, what carriers say, and what came back. */
export function ordersSuite(target: Target, checkAll: Check, at: () => Look): void {
  const shipped = async () => {
    const all = (await at().some('order')).flatMap(({ shipments }) => shipments);
    return atLeastOne(
      all.filter(({ status }) => status === 'Completed'),
      'no shipment left',
    );
  };

  describe('orders', () => {
    const check = about('orders', checkAll);
    check('come page by page, and the headers tell how many there are, or nothing of it', async (note) => {
      const [first] = await at().rows('/order', { Page: 1, Limit: 1 });
      const { headers } = at().last();
      note('headers', new Set(Object.keys(headers).filter((name) => /^(total|page|next)-/.test(name))));
      if (first === undefined) throw new Undecided('nothing there', 'the account has no order');
      const [second] = await at().rows('/order', { Page: 2, Limit: 1 });
      if (second === undefined) throw new Undecided('nothing there', 'there is one order only');
      expect(second).not.toEqual(first);
    });

    check('are found by ids, several at once, and no others come', async () => {
      const ids = (await at().some('order'))
        .slice(0, 3)
        .map(({ id }) => id)
        .sort();
      const found = await at().access.reader.orders([...ids, NOBODY.id]);
      expect(found.map(({ id }) => id).sort()).toEqual(ids);
      await at().minds('/order', { IDs: NOBODY.id });
    });

    check('that changed since tomorrow are none, by update and by tracking', async () => {
      await at().minds('/order', { LastUpdateStartDate: inDays(1), SortOrder: 'Oldest', Page: 1, Limit: 50 });
      await at().minds('/order', { LastTrackingUpdateStartDate: inDays(1), SortOrder: 'Oldest', Page: 1, Limit: 50 });
    });

    check('that changed since a time hold the one that changed last', async () => {
      const changed = (await at().some('order')).flatMap(({ id, shipments }) =>
        shipments.flatMap(({ last_update_at: time }) => (time ? [{ id, ms: Date.parse(time) }] : [])),
      );
      const [first] = atLeastOne(
        changed.toSorted((a, b) => b.ms - a.ms),
        'no shipment has a time of change',
      );
      const since = new Date(first.ms - 600_000).toISOString();
      const query = { LastUpdateStartDate: since, SortOrder: 'Oldest', Page: 1, Limit: 250 };
      expect(JSON.stringify(await at().rows('/order', query))).toContain(`"id":${first.id},`);
    });

    check('asked for oldest first come in the order of their making or of their change', async (note) => {
      const row = z.object({
        created_date: z.string(),
        shipments: z.array(z.object({ last_update_at: z.string().nullish() })),
      });
      const query = { LastUpdateStartDate: inDays(-90), SortOrder: 'Oldest', Page: 1, Limit: 50 };
      const found = z.array(row).parse(await at().rows('/order', query));
      if (found.length < 2) throw new Undecided('nothing there', 'fewer than two orders changed within 90 days');
      const changed = ({ shipments }: z.output<typeof row>): number =>
        Math.max(...shipments.map(({ last_update_at: time }) => Date.parse(time ?? '')), 0);
      const byMaking = isSorted(found.map(({ created_date }) => Date.parse(created_date)));
      const byChange = isSorted(found.map(changed));
      note('by making', byMaking);
      note('by change', byChange);
      expect(byMaking || byChange).toBe(true);
    });

    check('a poll reads what changed and what was tracked', async () => {
      for (const position of [null, 'tracked:1']) {
        const page = await at().access.reader.page('shipbob.order', { from: inDays(-7), to: inDays(0), position });
        for (const { stamp } of page.rows) expect(Date.parse(stamp ?? '')).not.toBeNaN();
      }
    });

    check('the words for statuses are known ones', async (note) => {
      const found = await at().access.reader.orders((await at().some('order')).map(({ id }) => id));
      const own = found.map(({ status }) => status);
      const theirs = found.flatMap(({ shipments }) => shipments.map(({ status }) => status));
      note('of orders', new Set(own));
      note('of shipments', new Set(theirs));
      const details = found.flatMap(({ shipments }) => shipments.flatMap((one) => one.status_detail_names));
      note('details', new Set(details));
      expect(own.filter((status) => !ORDER_STATUSES.includes(status))).toEqual([]);
      expect(theirs.filter((status) => !SHIPMENT_STATUSES.includes(status))).toEqual([]);
    });

    check('belong to a channel, and a shipment that left has a centre and items with pieces', async () => {
      const wanted = new Set((await shipped()).map(({ id }) => id));
      const found = await at().access.reader.orders((await at().some('order')).map(({ id }) => id));
      expect(found.filter(({ channel }) => channel === null).map(({ id }) => id)).toEqual([]);
      const left = found.flatMap(({ shipments }) => shipments).filter(({ id }) => wanted.has(id));
      const odd = left.filter(
        ({ location, items }) => location === null || !items.some(({ quantity }) => quantity > 0),
      );
      expect(odd.map(({ id }) => id)).toEqual([]);
    });

    check('a shipment that left has its timeline', async (note) => {
      const [{ id }] = await shipped();
      const lines = await at().access.reader.shipmentTimeline(id);
      expect(lines.length).toBeGreaterThan(0);
      note('kinds', new Set(lines.map(({ log_type_name }) => String(log_type_name))));
    });

    check(
      'what carriers say is answered for the shipments that were asked for',
      async (note) => {
        const ids = (await shipped()).slice(0, 3).map(({ id }) => id);
        const found = await at().access.reader.shipmentTracking(ids);
        expect((found ?? []).filter(({ shipment_id }) => !ids.includes(shipment_id))).toEqual([]);
        const told = atLeastOne(found ?? [], 'no shipment is tracked');
        note('statuses', new Set(told.map(({ current_status }) => String(current_status))));
      },
      { unless: !hasEndpoint(target.version, 'shipmentTracking') && 'this version has no tracking' },
    );
  });

  describe('returns', () => {
    const check = about('returns', checkAll);
    check('come page by page, and the answer tells whether there are more', async (note) => {
      const [first] = await at().rows('/return', { Cursor: 1, Limit: 1 });
      const { headers, json } = at().last();
      if (first === undefined) throw new Undecided('nothing there', 'the account has no return');
      const [second] = await at().rows('/return', { Cursor: 2, Limit: 1 });
      if (second === undefined) throw new Undecided('nothing there', 'there is one return only');
      expect(second).not.toEqual(first);
      const { next } = z.object({ next: z.string().nullish() }).parse(json);
      note('total-pages is in the headers', headers['total-pages'] !== undefined);
      expect(Boolean(next) || Number(headers['total-pages']) > 1).toBe(true);
    });

    check('are found by ids and by their shipment, and no others come', async () => {
      const found = await at().some('return');
      const ids = found
        .slice(0, 3)
        .map(({ id }) => id)
        .sort();
      expect(
        (
          await at()
            .access.small(1)
            .returns([...ids, NOBODY.id])
        )
          .map(({ id }) => id)
          .sort(),
      ).toEqual(ids);
      await at().minds('/return', { Ids: NOBODY.id, Cursor: 1, Limit: 50 });
      await at().minds('/return', { OriginalShipmentIds: NOBODY.id, Cursor: 1, Limit: 50 });
      const linked = found.flatMap(({ id, original_shipment_id: shipment }) => (shipment ? [{ id, shipment }] : []));
      const [one] = atLeastOne(linked, 'no return names its shipment');
      const byShipment = await at().access.reader.returnsOfShipments([one.shipment]);
      expect(byShipment.map(({ id }) => id)).toContain(one.id);
    });

    check('a filter by status answers that status alone, in a list of several, too', async (note) => {
      const status = z.object({ status: z.string().transform((text) => text.replaceAll(' ', '')) });
      const statuses = async (Status: string[]): Promise<string[]> =>
        z
          .array(status)
          .parse(await at().rows('/return', { Status, Cursor: 1, Limit: 50 }))
          .map((row) => row.status);
      for (const wanted of [['Completed'], ['Cancelled'], ['AwaitingArrival', 'Arrived', 'Processing']]) {
        const others = (await statuses(wanted)).filter((one) => !wanted.includes(one));
        expect(others, `asked for ${wanted.join(', ')}`).toEqual([]);
      }
      const seen = (await at().some('return')).map((row) => row.status);
      note('statuses', new Set(seen));
      expect(seen.filter((word) => !RETURN_STATUSES.includes(word.replaceAll(' ', '')))).toEqual([]);
    });

    check('that were completed or made since tomorrow are none', async () => {
      const paged = { Cursor: 1, Limit: 50, SortOrder: 'Asc' };
      await at().minds('/return', { Status: 'Completed', CompletedStartDate: inDays(1), ...paged });
      await at().minds('/return', { StartDate: inDays(1), ...paged });
    });

    check('a poll reads what is open, completed and cancelled', async () => {
      for (const position of [null, 'completed:1', 'cancelled:1']) {
        const page = await at().access.reader.page('shipbob.return', { from: null, to: inDays(0), position });
        for (const { stamp } of page.rows) expect(Date.parse(stamp ?? '')).not.toBeNaN();
      }
    });

    check('a completed one tells what was done with its goods, in words that are known', async (note) => {
      const completed = (await at().some('return')).filter(({ status }) => status === 'Completed');
      const [{ id }] = atLeastOne(completed, 'no return is completed');
      const [found] = await at().access.reader.returns([id]);
      const taken = (found?.inventory ?? []).flatMap(({ action_taken }) => action_taken);
      note('actions', new Set(taken.map(({ action }) => action)));
      expect(taken.length).toBeGreaterThan(0);
      expect(taken.filter(({ action }) => !['Restock', 'Quarantine', 'Dispose'].includes(action))).toEqual([]);
    });
  });
}

const isSorted = (numbers: number[]): boolean =>
  numbers.every((number, index) => index === 0 || number >= (numbers[index - 1] ?? 0));
