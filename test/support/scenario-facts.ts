import type { StockCut } from '@mlc/mappings';
import type { SandboxAdmin } from '@mlc/sandbox';
import { z } from 'zod';

/** A business fact of the journals as scenarios name it, e.g. `receipt.done A02-PO A02-CUP=10`. */
export interface Fact {
  text: string;
  /** Everything the journal says about it, to tell whose it is. */
  about: string;
}

/** Rows that only say how something was written; what they led to has a fact of its own. */
const TECHNICAL = /^(record|picking|webhook|oauth|po|so)\./;

const lotsSchema = z.array(z.object({ lot: z.string(), quantity: z.number() })).default([]);
const linesSchema = z.array(z.object({ sku: z.string(), quantity: z.number(), lots: lotsSchema }));
const movedSchema = z.object({
  purchaseOrder: z.string().nullish(),
  saleOrder: z.string().nullish(),
  origin: z.string().nullish(),
  lines: linesSchema,
});
const scrapSchema = z.object({ sku: z.string(), quantity: z.number() });
const externalSchema = z.object({ external: z.string() });

const counted = (lines: z.output<typeof linesSchema>): string[] =>
  lines
    .map(({ sku, quantity, lots }) =>
      lots.length === 0
        ? `${sku}=${quantity}`
        : `${sku}=${lots.map(({ lot, quantity: of }) => `${of}@${lot}`).join('+')}`,
    )
    .sort();

/** A delivery of its own carries ShipBob's numbers as its origin, and one of a day its date, which nobody can foresee. */
function ownerOf(saleOrder: string | null | undefined, origin: string | null | undefined): string {
  if (saleOrder) return saleOrder;
  if (/^SB-day-/.test(origin ?? '')) return 'by-day';
  return /^SB-\d+\/\d+/.test(origin ?? '') ? 'apart' : '-';
}

/** All committed business facts in order: who did what, without ids that nobody can foresee. */
export async function factsOf(sandbox: SandboxAdmin, names: ReadonlyMap<string, string>): Promise<Fact[]> {
  const pickings = new Map((await stateOf(sandbox)).pickings.map((picking) => [picking.name, picking]));
  return (await sandbox.effects()).flatMap(({ type, key, detail }): Fact[] => {
    const picking = pickings.get(key);
    const skus = picking?.moves.map((move) => move.sku) ?? [];
    const about = [key, names.get(key) ?? '', ...skus, JSON.stringify(detail)].join(' ');
    const bill = billOf({ type, key, detail }, names);
    if (bill !== null) return [{ text: `${bill.kind}.drafted ${bill.name}`, about: bill.name }];
    if (TECHNICAL.test(type)) return [];
    const as = (...words: string[]): Fact[] => [{ text: [type, ...words].join(' '), about }];
    switch (type) {
      case 'receipt.done': {
        const { purchaseOrder, lines } = movedSchema.parse(detail);
        return as(purchaseOrder ?? '-', ...counted(lines));
      }
      case 'delivery.done': {
        const { saleOrder, origin, lines } = movedSchema.parse(detail);
        return as(ownerOf(saleOrder, origin), ...counted(lines));
      }
      case 'transfer.done':
        return as(...transferOf(detail));
      case 'return.created':
        return as(...counted(movedSchema.parse(detail).lines));
      case 'scrap.done': {
        const { sku, quantity } = scrapSchema.parse(detail);
        return as(`${sku}=${quantity}`);
      }
      case 'tracking.written':
        return as(z.object({ tracking: z.string() }).parse(detail).tracking);
      default:
        return as(names.get(key) ?? key);
    }
  });
}

const transferSchema = z.object({
  origin: z.string(),
  lines: z.array(
    z.object({ sku: z.string(), places: z.array(z.object({ location: z.string(), quantity: z.number() })) }),
  ),
});

/** Of which order, and how much of what went where: `A02-PO A02-CUP=6@SB/Stock`. */
function transferOf(detail: unknown): string[] {
  const { origin, lines } = transferSchema.parse(detail);
  const moved = lines.flatMap(({ sku, places }) =>
    places.map(({ location, quantity }) => `${sku}=${quantity}@${location}`),
  );
  return [origin.split(' ')[0] ?? '', ...moved.sort()];
}

/** By the connector's own external ids: what it drafts, and which number in ShipBob that is about. */
const DRAFTS = [
  { kind: 'credit', of: 'return', id: /\bcredit_(\d+)_\d+$/ },
  { kind: 'landed_cost', of: 'invoice', id: /\blanded_(\d+)_\d+$/ },
  { kind: 'bill', of: 'invoice', id: /(\d+)$/ },
] as const;

/** What of money a row drafted or rewrote, and the name of the invoice or return that it is about; null for all else. */
function billOf(
  { type, key, detail }: { type: string; key: string; detail: unknown },
  names: ReadonlyMap<string, string>,
): { kind: string; name: string } | null {
  if (!/^record\.(created|written)$/.test(type) || !/^(account\.move|stock\.landed\.cost),/.test(key)) return null;
  const { success, data } = externalSchema.safeParse(detail);
  if (!success) return null;
  for (const { kind, of, id } of DRAFTS) {
    const number = id.exec(data.external)?.[1];
    if (number === undefined) continue;
    const name = names.get(`${of}:${number}`) ?? `${of} ${number}`;
    return { kind, name: type === 'record.created' ? name : `${name} anew` };
  }
  return null;
}

const moveSchema = z.object({ sku: z.string(), demand: z.number(), quantity: z.number(), state: z.string() });
const dumpSchema = z.object({
  purchaseOrders: z.array(z.object({ pickings: z.array(z.string()) })),
  saleOrders: z.array(
    z.object({
      name: z.string(),
      pickings: z.array(z.string()),
      lines: z.array(z.object({ sku: z.string().nullable(), done: z.number() })),
    }),
  ),
  pickings: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      state: z.string(),
      origin: z.string(),
      tracking: z.string().nullable(),
      moves: z.array(moveSchema),
    }),
  ),
  quants: z.array(
    z.object({ sku: z.string(), location: z.string(), lot: z.string().nullable(), quantity: z.number() }),
  ),
});
type Dump = z.output<typeof dumpSchema>;

const stateOf = async (sandbox: SandboxAdmin): Promise<Dump> => dumpSchema.parse(await sandbox.odoo.dump());

/** What Odoo shows at the end, as people would read it there, not as the journal told it. */
export interface OdooState {
  /** On receipts of purchase orders, by SKU. */
  done: Record<string, number>;
  open: Record<string, number>;
  /** Delivered on sale orders, by SKU. */
  sold: Record<string, number>;
  /** Pieces by place, SKU and lot. */
  lies: Record<string, number>;
  deliveries: Fact[];
}

export async function odooState(sandbox: SandboxAdmin): Promise<OdooState> {
  const dump = await stateOf(sandbox);
  const found: OdooState = { done: {}, open: {}, sold: {}, lies: {}, deliveries: deliveriesOf(dump) };
  const add = (into: Record<string, number>, key: string, quantity: number): void => {
    if (quantity !== 0) into[key] = (into[key] ?? 0) + quantity;
  };
  const receipts = new Set(dump.purchaseOrders.flatMap(({ pickings }) => pickings));
  const moves = dump.pickings.filter(({ name, type }) => type === 'incoming' && receipts.has(name));
  for (const move of moves.flatMap((picking) => picking.moves)) {
    if (move.state === 'done') add(found.done, move.sku, move.quantity);
    else if (move.state !== 'cancel') add(found.open, move.sku, move.demand);
  }
  for (const { sku, done } of dump.saleOrders.flatMap(({ lines }) => lines)) add(found.sold, sku ?? '', done);
  for (const { sku, location, lot, quantity } of dump.quants)
    if (OWN_PLACE.test(location)) add(found.lies, `${location} ${sku}${lot === null ? '' : `@${lot}`}`, quantity);
  return found;
}

/** Below a warehouse, as against vendors, customers and losses. */
const OWN_PLACE = /^[A-Z]+\//;

/** A delivery, or a part of it, came back because another one took its place. */
const REVERSAL = /^Return of (\S+) \[mlc:reversal/;

function deliveriesOf({ pickings, saleOrders }: Dump): Fact[] {
  const orders = new Map(saleOrders.flatMap(({ name, pickings: own }) => own.map((picking) => [picking, name])));
  const done = pickings.filter(({ state }) => state === 'done');
  const piecesOf = (moves: { quantity: number }[]): number => moves.reduce((sum, { quantity }) => sum + quantity, 0);
  const backOf = (delivery: string): number =>
    piecesOf(done.filter(({ origin }) => REVERSAL.exec(origin)?.[1] === delivery).flatMap(({ moves }) => moves));
  return done
    .filter(({ type }) => type === 'outgoing')
    .map(({ name, origin, tracking, moves }) => {
      const owner = ownerOf(orders.get(name), origin);
      const [pieces, back] = [piecesOf(moves), backOf(name)];
      const brought = back === 0 ? '' : `, ${back < pieces ? `${back} of ${pieces} ` : ''}brought back`;
      const text = [owner, ...(tracking === null ? [] : [tracking])].join(' ') + brought;
      return { text, about: [owner, ...moves.map(({ sku }) => sku)].join(' ') };
    });
}

const billsSchema = z.array(
  z.object({ ref: z.string(), state: z.string(), move_type: z.string(), amount_total: z.number() }),
);

/**
 * Total of each draft bill by the name of its invoice, and of each credit note by that of its return, refunds below zero;
 * one that is no draft says so in its name.
 */
export async function billsOf(
  sandbox: SandboxAdmin,
  names: ReadonlyMap<string, string>,
): Promise<Record<string, number>> {
  const args = [[['ref', '=like', 'SB-%']], ['ref', 'state', 'move_type', 'amount_total']];
  const { result } = await sandbox.odoo.execute({ model: 'account.move', method: 'search_read', args });
  const bills: Record<string, number> = {};
  for (const { ref, state, move_type, amount_total } of billsSchema.parse(result)) {
    const number = ref.slice('SB-'.length);
    const name = names.get(`invoice:${number}`) ?? names.get(number.replace('return-', 'return:')) ?? ref;
    const key = state === 'draft' ? name : `${name} ${state}`;
    if (key in bills) throw new Error(`${key} stands in Odoo twice`);
    bills[key] = move_type.endsWith('_refund') ? -amount_total : amount_total;
  }
  return bills;
}

const costsSchema = z.array(
  z.object({ picking_ids: z.array(z.number()), state: z.string(), amount_total: z.number() }),
);
const originsSchema = z.array(z.object({ id: z.number(), origin: z.string() }));

/** Total of each landed cost by the order of the receipt that it is on, e.g. `L01-PO`; one that is no draft says so. */
export async function landedOf(sandbox: SandboxAdmin): Promise<Record<string, number>> {
  const read = async (model: string, domain: unknown[], fields: string[]): Promise<unknown> =>
    (await sandbox.odoo.execute({ model, method: 'search_read', args: [domain, fields] })).result;
  const fields = ['picking_ids', 'state', 'amount_total'];
  const costs = costsSchema.parse(await read('stock.landed.cost', [['picking_ids', '!=', false]], fields));
  const ids = costs.flatMap(({ picking_ids }) => picking_ids);
  const receipts = originsSchema.parse(await read('stock.picking', [['id', 'in', ids]], ['origin']));
  const origins = new Map(receipts.map(({ id, origin }) => [id, origin]));
  const landed: Record<string, number> = {};
  for (const { picking_ids, state, amount_total } of costs) {
    const name = picking_ids.map((id) => origins.get(id) ?? '').join(', ');
    const key = state === 'draft' ? name : `${name} ${state}`;
    landed[key] = (landed[key] ?? 0) + amount_total;
  }
  return landed;
}

const signed = (units: number): string => (units > 0 ? `+${units}` : String(units));

/**
 * What cuts said of each SKU when they first compared it: `-7: -6 odoo_only, -1 unknown`, or, with goods on their way that
 * are no part of the difference, `-2: -3 shipped_not_booked on the way, -2 unknown`.
 */
export function toldOf(cuts: readonly StockCut[]): Record<string, string> {
  const told: Record<string, string> = {};
  for (const row of cuts.flatMap(({ rows }) => rows)) {
    if (row.state === 'moving' || row.state === 'equal' || row.sku in told) continue;
    const causes = row.causes.map(({ kind, units }) => `${signed(units)} ${kind}`);
    const rest = row.unknown === 0 ? [] : [`${signed(row.unknown)} unknown`];
    const way = row.in_flight === 0 ? '' : ` (${signed(row.in_flight)} on the way)`;
    told[row.sku] = `${signed(row.difference)}${way}: ${[...causes, ...rest].join(', ')}`;
  }
  return told;
}

/** The part of each first comparison that nothing explains. */
export function unknownOf(cuts: readonly StockCut[]): Record<string, number> {
  const unknown: Record<string, number> = {};
  for (const row of cuts.flatMap(({ rows }) => rows))
    if (row.state !== 'moving' && row.state !== 'equal') unknown[row.sku] ??= row.unknown;
  return unknown;
}
