import type { SandboxAdmin, SeededOdooIds } from '@mlc/sandbox';
import { z } from 'zod';

/** A business fact of the journals as scenarios name it, e.g. `receipt.done A02-PO A02-CUP=10`. */
export interface Fact {
  text: string;
  /** Everything the journal says about it, to tell whose it is. */
  about: string;
}

/** Rows that only say how something was written; what they led to has a fact of its own. */
const TECHNICAL = /^(record|picking|webhook|oauth|po|so)\./;

const doneSchema = z.object({
  purchaseOrder: z.string().nullish(),
  lines: z.array(
    z.object({
      sku: z.string(),
      quantity: z.number(),
      lots: z.array(z.object({ lot: z.string(), quantity: z.number() })),
    }),
  ),
});

/** All committed business facts in order: who did what, without ids that nobody can foresee. */
export async function factsOf(sandbox: SandboxAdmin, ids: SeededOdooIds): Promise<Fact[]> {
  const names = new Map(Object.entries(ids.purchaseOrders).map(([name, id]) => [`purchase.order,${id}`, name]));
  const committed = (await sandbox.effects()).filter(({ type }) => !TECHNICAL.test(type));
  return committed.map(({ type, key, detail }) => {
    const about = `${key} ${names.get(key) ?? ''} ${JSON.stringify(detail)}`;
    if (type === 'transfer.done') return { text: transferOf(detail), about };
    if (type !== 'receipt.done') return { text: `${type} ${names.get(key) ?? key}`, about };
    const { purchaseOrder, lines } = doneSchema.parse(detail);
    const counted = lines
      .map(({ sku, quantity, lots }) =>
        lots.length === 0
          ? `${sku}=${quantity}`
          : `${sku}=${lots.map(({ lot, quantity: of }) => `${of}@${lot}`).join('+')}`,
      )
      .sort();
    return { text: [type, purchaseOrder ?? '-', ...counted].join(' '), about };
  });
}

const movedSchema = z.object({
  origin: z.string(),
  lines: z.array(
    z.object({ sku: z.string(), places: z.array(z.object({ location: z.string(), quantity: z.number() })) }),
  ),
});

/** Of which order, and how much of what went where: `transfer.done A02-PO A02-CUP=6@SB/Stock`. */
function transferOf(detail: unknown): string {
  const { origin, lines } = movedSchema.parse(detail);
  const moved = lines.flatMap(({ sku, places }) =>
    places.map(({ location, quantity }) => `${sku}=${quantity}@${location}`),
  );
  return ['transfer.done', origin.split(' ')[0], ...moved.sort()].join(' ');
}

const moveSchema = z.object({ sku: z.string(), demand: z.number(), quantity: z.number(), state: z.string() });
const dumpSchema = z.object({
  pickings: z.array(z.object({ type: z.string(), moves: z.array(moveSchema) })),
});

export interface Counted {
  done: Record<string, number>;
  open: Record<string, number>;
}

/** What Odoo's receipts say, by SKU: as people would read it there, not as the journal told it. */
export async function receiptsOf(sandbox: SandboxAdmin): Promise<Counted> {
  const { pickings } = dumpSchema.parse(await sandbox.odoo.dump());
  const counted: Counted = { done: {}, open: {} };
  for (const move of pickings.filter(({ type }) => type === 'incoming').flatMap(({ moves }) => moves)) {
    const into = move.state === 'done' ? counted.done : counted.open;
    const quantity = move.state === 'done' ? move.quantity : move.demand;
    if (move.state !== 'cancel' && quantity !== 0) into[move.sku] = (into[move.sku] ?? 0) + quantity;
  }
  return counted;
}
