import { z } from 'zod';
import { bad, good, type Output, shortTime } from '../output.js';
import type { Stage } from './stage.js';
import type { StoryEnd } from './story.js';

/** One promise of the story, kept or not. */
export interface PromiseOfStory {
  text: string;
  kept: boolean;
  detail: string;
}

/** One line of the statement: a quantity as each side counts it. */
export interface StatementLine {
  record: string;
  sku: string;
  shipbob: number;
  odoo: number;
  agrees: boolean;
}

export interface Verdict {
  promises: PromiseOfStory[];
  statement: StatementLine[];
  ok: boolean;
}

const doneSchema = z.object({
  purchaseOrder: z.string().nullish(),
  saleOrder: z.string().nullish(),
  backorder: z.string().nullish(),
  carrier: z.string().nullish(),
  tracking: z.string().nullish(),
  lines: z.array(z.object({ sku: z.string(), quantity: z.number() })),
});
const trackingSchema = z.object({ tracking: z.string().nullish() });

/** SKUs that had no ShipBob product before and must have exactly one now. */
const CREATED_SKUS = [
  'JF-POT-20',
  'JF-POT-24',
  'JF-PAN-28',
  'JF-KNF-08',
  'JF-KNF-05',
  'JF-BRD-30',
  'JF-MUG-BL',
  'JF-MUG-GR',
  'JF-SPN-01',
  'JF-WSK-01',
  'JF-GRT-01',
];
const CREATED_WROS = ['P00001', 'P00002', 'P00003'];
const SHIPPED: Record<string, [string, number][]> = {
  S00001: [
    ['JF-POT-20', 1],
    ['JF-KNF-08', 2],
  ],
  S00002: [
    ['JF-POT-24', 2],
    ['JF-PAN-28', 1],
  ],
  S00003: [['JF-KNF-08', 1]],
};
const CASES = [
  'products.no_sku',
  'products.duplicate_sku',
  'products.barcode_match',
  'purchase_orders.product_blocked',
  'receiving.short',
];

/** Judges the end of the story by the sandboxes' journals, which know what was really committed. */
export async function judge(stage: Stage, end: StoryEnd): Promise<Verdict> {
  const effects = await stage.sandbox.effects();
  const keysOf = (type: string): string[] => effects.filter((e) => e.type === type).map((e) => e.key);
  const promises: PromiseOfStory[] = [];
  const check = (text: string, kept: boolean, detail: string): void => {
    promises.push({ text, kept, detail });
  };

  check('`plan` wrote nothing', end.mutatingDuringPlan === 0, `${end.mutatingDuringPlan} mutating calls`);
  check(
    'the first sync wrote what `plan` showed, field by field',
    end.planDifferences.length === 0,
    end.planDifferences.join('; ') || `${end.plan.effects.length} writes equal`,
  );
  checkOnce(check, 'product created at ShipBob', keysOf('product.created'), CREATED_SKUS);
  checkOnce(check, 'WRO created', keysOf('wro.created'), CREATED_WROS);

  const receipts = effects.filter((e) => e.type === 'receipt.done').map((e) => doneSchema.parse(e.detail));
  const statement = await compareReceipts(stage, receipts);
  check(
    'every unit ShipBob stowed is received in Odoo, once',
    statement.length > 0 && statement.every((line) => line.agrees),
    `${statement.length} lines compared`,
  );

  const deliveries = effects.filter((e) => e.type === 'delivery.done').map((e) => doneSchema.parse(e.detail));
  for (const [order, lines] of Object.entries(SHIPPED)) {
    const own = deliveries.filter((delivery) => delivery.saleOrder === order);
    for (const [sku, quantity] of lines) {
      const odoo = own
        .flatMap((d) => d.lines)
        .filter((line) => line.sku === sku)
        .reduce((sum, line) => sum + line.quantity, 0);
      statement.push({ record: order, sku, shipbob: quantity, odoo, agrees: odoo === quantity });
    }
  }
  const wrong = statement.filter((line) => !line.agrees);
  check(
    'every shipped unit left stock in Odoo, once',
    wrong.length === 0,
    wrong.map((line) => `${line.record} ${line.sku}: ${line.shipbob}/${line.odoo}`).join(', ') || 'all equal',
  );
  check('one delivery per shipment', deliveries.length === 4, `${deliveries.length} deliveries`);
  const tracked = [
    ...deliveries.map((delivery) => delivery.tracking ?? ''),
    ...effects.filter((e) => e.type === 'tracking.written').map((e) => trackingSchema.parse(e.detail).tracking ?? ''),
  ].join(',');
  const numbers = ['9400111899223100001', '1Z999AA10123456780', '1Z999AA10123456781', '9400111899223100003'];
  check(
    'every tracking number is on its delivery',
    numbers.every((number) => tracked.includes(number)),
    `${numbers.filter((n) => tracked.includes(n)).length} of ${numbers.length}`,
  );
  check(
    'nothing of the other shop was booked',
    !deliveries.some((d) => d.saleOrder === 'OTHER-1') && deliveries.length <= 4,
    'foreign channel ignored',
  );

  const missing = CASES.filter((code) => (end.status.cases.byCode[code] ?? 0) === 0);
  check(
    'what a person must decide is a case',
    missing.length === 0,
    missing.length === 0 ? `${end.status.cases.open} cases` : `no case ${missing.join(', ')}`,
  );
  check(
    'a second sync wrote nothing',
    end.mutatingDuringSecondSync === 0,
    `${end.mutatingDuringSecondSync} mutating calls`,
  );
  check('no write is uncertain', end.status.effects.uncertain === 0, `${end.status.effects.confirmed} confirmed`);
  await stage.runtime.store.sealer.seal();
  const chain = await stage.runtime.store.sealer.verifyChain();
  check('the audit chain holds', chain.ok, chain.ok ? `${chain.count} entries` : `breaks at ${chain.at}`);
  return { promises, statement, ok: promises.every((promise) => promise.kept) };
}

function checkOnce(
  check: (text: string, kept: boolean, detail: string) => void,
  what: string,
  found: string[],
  wanted: string[],
): void {
  const twice = found.filter((key, index) => found.indexOf(key) !== index);
  const missing = wanted.filter((key) => !found.includes(key));
  const extra = found.filter((key) => !wanted.includes(key));
  const detail = [
    twice.length > 0 ? `twice: ${twice.join(', ')}` : '',
    missing.length > 0 ? `missing: ${missing.join(', ')}` : '',
    extra.length > 0 ? `unexpected: ${extra.join(', ')}` : '',
  ].filter((text) => text !== '');
  check(`each ${what} exactly once`, detail.length === 0, detail.join('; ') || `${found.length} of ${wanted.length}`);
}

/** ShipBob's stowed quantities beside Odoo's done receipts, per order and SKU. */
async function compareReceipts(stage: Stage, receipts: z.infer<typeof doneSchema>[]): Promise<StatementLine[]> {
  const lines: StatementLine[] = [];
  for (const wro of await stage.sandbox.shipbob.wros()) {
    for (const counted of wro.inventory_quantities) {
      const record = wro.purchase_order_number ?? `WRO ${wro.id}`;
      const sku = counted.sku ?? '';
      const odoo = receipts
        .filter((receipt) => receipt.purchaseOrder === record)
        .flatMap((receipt) => receipt.lines)
        .filter((line) => line.sku === sku)
        .reduce((sum, line) => sum + line.quantity, 0);
      lines.push({ record, sku, shipbob: counted.stowed_quantity, odoo, agrees: counted.stowed_quantity === odoo });
    }
  }
  return lines;
}

/** What happened and why, then both sides side by side, then the promises. */
export async function showVerdict(out: Output, stage: Stage, end: StoryEnd, verdict: Verdict): Promise<void> {
  out.say();
  out.say('What happened and why');
  const writes = await stage.runtime.store.queries.effects(end.connectionId, 'confirmed');
  out.table(
    ['time (UTC)', 'write', 'what', 'why'],
    writes.map(({ sentAt, planned }) => [
      shortTime(sentAt).slice(11),
      planned.operation,
      planned.title,
      planned.reason,
    ]),
  );
  out.say();
  out.say('Do both sides agree?');
  out.table(
    ['record', 'SKU', 'ShipBob', 'Odoo', ''],
    verdict.statement.map((line) => [
      line.record,
      line.sku,
      line.shipbob,
      line.odoo,
      line.agrees ? good('agree') : bad('DIFFER'),
    ]),
  );
  out.say();
  out.say('Left for a person');
  const cases = await stage.runtime.store.cases.list(end.connectionId, { state: 'open' });
  out.table(
    ['case', 'record', 'cause'],
    cases.map((found) => [found.code, found.laneKey, found.cause]),
  );
  out.say();
  for (const promise of verdict.promises)
    out.say(`${promise.kept ? good('kept  ') : bad('BROKEN')}  ${promise.text} (${promise.detail})`);
}
