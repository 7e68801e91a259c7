import { hasEndpoint } from '@mlc/shipbob';
import { describe, expect } from 'vitest';
import { type Check, Undecided } from '../report.js';
import { about, atLeastOne, inDays, type Look, NOBODY } from './look.js';
import type { Target } from './target.js';

/** The words of ShipBob's documents; a plan knows each. */
const STATUSES = [
  ...['Awaiting', 'PartiallyArrived', 'Arrived', 'Processing', 'Completed', 'Cancelled', 'Incomplete'],
  ...['PartiallyArrivedAtHub', 'ArrivedAtHub', 'ProcessingAtHub', 'InternalTransfer'],
];

/** WROs with their boxes, and goods that nobody announced. */
export function receivingSuite(target: Target, checkAll: Check, at: () => Look): void {
  const ofStatus = async (...wanted: string[]) =>
    atLeastOne(
      (await at().some('wro')).filter(({ status }) => wanted.includes(status)),
      `no WRO is ${wanted.join(' or ')}`,
    );

  describe('receiving', () => {
    const check = about('receiving', checkAll);
    check('WROs come page by page, and the headers tell how many there are, or nothing of it', async (note) => {
      const [first] = await at().rows('/receiving', { Page: 1, Limit: 1 });
      const { headers } = at().last();
      note('headers', new Set(Object.keys(headers).filter((name) => /^(total|page|next)-/.test(name))));
      if (first === undefined) throw new Undecided('nothing there', 'the account has no wro');
      const [second] = await at().rows('/receiving', { Page: 2, Limit: 1 });
      if (second === undefined) throw new Undecided('nothing there', 'there is one WRO only');
      expect(second).not.toEqual(first);
      if (headers['total-pages'] !== undefined) expect(Number(headers['total-pages'])).toBeGreaterThan(1);
    });

    check('are found by ids and by numbers, several at once, and no others come', async () => {
      const found = (await at().some('wro')).slice(0, 3);
      const ids = found.map(({ id }) => id).sort();
      const { reader } = at().access;
      expect((await reader.wros([...ids, NOBODY.id])).map(({ id }) => id).sort()).toEqual(ids);
      await at().minds('/receiving', { IDs: NOBODY.id, Page: 1, Limit: 50 });
      await at().minds('/receiving', { PurchaseOrderNumbers: NOBODY.text, Page: 1, Limit: 50 });
      const numbers = found.flatMap(({ purchase_order_number: number }) =>
        number && !number.includes(',') ? [number] : [],
      );
      atLeastOne(numbers, 'no WRO has a number');
      const byNumber = (await reader.wrosByNumber(numbers)).map(({ purchase_order_number }) => purchase_order_number);
      expect(byNumber).toEqual(expect.arrayContaining(numbers));
    });

    check('one is read by its id, as it is listed', async () => {
      const [{ id, status }] = await at().some('wro');
      const answer = await at().access.client.readOne({ path: `/receiving/${id}`, priority: 'interactive' });
      expect(answer?.json).toMatchObject({ id, status });
    });

    check('a filter by status answers that status alone, in a list of several, too', async (note) => {
      for (const Statuses of [['Completed'], ['Cancelled'], ['Awaiting', 'Processing', 'Arrived']]) {
        const found = await at().rows('/receiving', { Statuses, Page: 1, Limit: 50 });
        const others = found.map(statusOf).filter((status) => !Statuses.includes(status));
        expect(others, `asked for ${Statuses.join(', ')}`).toEqual([]);
      }
      const seen = (await at().some('wro')).map(({ status }) => status);
      note('statuses', new Set(seen));
      expect(
        seen.filter((status) => !STATUSES.includes(status)),
        'statuses nobody knows',
      ).toEqual([]);
    });

    check('what was completed or made since tomorrow is nothing', async () => {
      const paged = { Page: 1, Limit: 50 };
      await at().minds('/receiving', { Statuses: 'Completed', CompletedStartDate: inDays(1), ...paged });
      await at().minds('/receiving', { InsertStartDate: inDays(1), ...paged });
    });

    check('what was completed lately is found by when it was', async () => {
      const [{ id }] = await ofStatus('Completed');
      const paged = { Page: 1, Limit: 250 };
      const found = await at().rows('/receiving', {
        Statuses: 'Completed',
        CompletedStartDate: inDays(-3650),
        ...paged,
      });
      expect(JSON.stringify(found)).toContain(`"id":${id},`);
    });

    check('a poll reads what is open, completed and cancelled', async () => {
      for (const position of [null, 'completed:1', 'cancelled:1']) {
        const page = await at().access.reader.page('shipbob.receiving', { from: null, to: inDays(0), position });
        for (const { stamp } of page.rows) expect(Date.parse(stamp ?? '')).not.toBeNaN();
      }
    });

    check('a WRO in work or completed tells what was stowed, and so do its boxes', async (note) => {
      const [{ id }] = await ofStatus('Completed', 'Processing');
      const { reader } = at().access;
      const [wro] = await reader.wros([id]);
      const boxes = (await reader.boxes([id])).get(id) ?? [];
      expect(boxes.length).toBeGreaterThan(0);
      const sum = (rows: { stowed_quantity: number }[]): number => rows.reduce((a, row) => a + row.stowed_quantity, 0);
      const [own, inBoxes] = [sum(wro?.inventory_quantities ?? []), sum(boxes.flatMap((box) => box.box_items))];
      note('boxes and WRO agree on what was stowed', own === inBoxes);
      expect(inBoxes).toBe(own);
      const statuses = boxStatuses(at().last().json);
      note('statuses of boxes', new Set(statuses));
    });

    check('where a hub sends goods on to is a list, or the account is not in that programme', async (note) => {
      const [{ id }] = await at().some('wro');
      const found = await at().access.reader.distributions(id);
      note('answer', new Set([`HTTP ${at().last().status}`]));
      expect(Array.isArray(found)).toBe(true);
    });

    check(
      'goods that nobody announced are listed',
      async () => {
        const found = await at().access.reader.unidentifiedReceipts();
        const [one] = atLeastOne(found ?? [], 'there are none');
        expect(one.id).toBeGreaterThan(0);
      },
      { unless: !hasEndpoint(target.version, 'unidentified') && 'this version does not list them' },
    );
  });
}

const statusOf = (row: unknown): string =>
  typeof row === 'object' && row !== null && 'status' in row ? String(row.status) : 'none';
const boxStatuses = (json: unknown): string[] =>
  Array.isArray(json)
    ? json.map((box: unknown) =>
        typeof box === 'object' && box !== null && 'box_status' in box ? String(box.box_status) : 'none',
      )
    : [];
