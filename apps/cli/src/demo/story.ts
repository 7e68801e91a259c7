import { setTimeout as wait } from 'node:timers/promises';
import { applyConnection, parseConnectionFile } from '@mlc/platform';
import type { StatusReport } from '@mlc/store';
import { z } from 'zod';
import { type PlanReport, plan } from '../commands/plan.js';
import { sync } from '../commands/sync.js';
import type { Output } from '../output.js';
import { planVersusWrites } from './plan-vs-writes.js';
import type { Stage } from './stage.js';
import { channelOrder, connectionFile, handMadeWro, odooWorld, shipbobWorld } from './world.js';

/** What the story needs from whoever tells it. */
export interface Told {
  stage: Stage;
  out: Output;
  /** Called between steps and while work is under way; a fault test kills apps here. */
  disturb?: (moment: string) => Promise<void>;
}

export interface StoryEnd {
  connectionName: string;
  connectionId: string;
  plan: PlanReport;
  /** Mutating calls at the sandboxes' sockets during `plan`. */
  mutatingDuringPlan: number;
  /** Where the writes of the first sync differ from the plan. */
  planDifferences: string[];
  /** Mutating calls of a second sync when all is done. */
  mutatingDuringSecondSync: number;
  status: StatusReport;
}

/** Longest time one chapter may take to become quiet, seconds. */
const CHAPTER_SECONDS = '150';

/** The whole story; every step goes through the apps, the queues and the sockets. */
export async function tellStory(told: Told): Promise<StoryEnd> {
  const { stage, out } = told;
  const disturb = told.disturb ?? (async () => undefined);
  const name = `demo-${Date.now().toString(36)}`;
  const cli = { runtime: stage.runtime, out };

  await seed(stage);
  out.say('1. Connect. Both sides are asked before anything is stored; the webhook subscription is made.');
  const file = parseConnectionFile(JSON.stringify(connectionFile({ ...stage.urls, name })), 'demo connection');
  const applied = await applyConnection(stage.runtime, file, { paused: true });
  for (const change of applied.changes) out.say(`     ${change}`);

  out.say('2. Plan. The same code as a sync, stopped before writing.');
  const beforePlan = await lastSeq(stage);
  const planned = await plan(cli, name, true);
  const mutatingDuringPlan = (await stage.sandbox.counts({ sinceSeq: beforePlan })).mutating;
  out.say(
    `     ${planned.effects.length} writes, ${planned.links.length} links, ${planned.cases.length} cases for a person; ${mutatingDuringPlan} mutating calls were made.`,
  );

  out.say('3. Sync. Products and purchase orders flow out.');
  await stage.runtime.store.connections.setState(applied.connection.id, 'active', null);
  await disturb('before_sync');
  await quiet(told, name);
  const written = await stage.runtime.store.queries.effects(applied.connection.id, 'confirmed');
  const planDifferences = planVersusWrites(planned, written);
  out.say(`     ${written.length} writes, ${planDifferences.length} differences from the plan.`);

  out.say('4. Containers arrive: one whole, one short, one in two visits. Each webhook is sent twice, out of order.');
  await receive(told, name);

  out.say('5. Parcels leave. A worker is killed with SIGKILL on the way.');
  await ship(told, name);

  const beforeSecond = await lastSeq(stage);
  const status = await quiet(told, name);
  const mutatingDuringSecondSync = (await stage.sandbox.counts({ sinceSeq: beforeSecond })).mutating;
  out.say(`6. Sync once more: ${mutatingDuringSecondSync} mutating calls.`);
  return {
    connectionName: name,
    connectionId: applied.connection.id,
    plan: planned,
    mutatingDuringPlan,
    planDifferences,
    mutatingDuringSecondSync,
    status,
  };
}

const lastSeq = async (stage: Stage): Promise<number> =>
  (await stage.sandbox.journal({ sinceSeq: Number.MAX_SAFE_INTEGER })).lastSeq;

async function seed({ sandbox }: Stage): Promise<void> {
  await sandbox.seed({ odoo: odooWorld, shipbob: shipbobWorld });
  const products = await sandbox.shipbob.products();
  const inventoryIds = Object.fromEntries(
    products.flatMap((product) =>
      product.variants.map((variant) => [variant.sku, variant.inventory.inventory_id ?? 0]),
    ),
  );
  await sandbox.shipbob.createWro(handMadeWro(inventoryIds));
  // ShipBob tries again after 5 s, 5 min, 30 min ...; the story has less patience.
  await sandbox.shipbob.setOptions({ webhookTimeScale: 0.01 });
}

async function quiet({ stage, out }: Told, name: string): Promise<StatusReport> {
  const status = await sync({ runtime: stage.runtime, out }, name, { wait: true, timeout: CHAPTER_SECONDS });
  if (status === null) throw new Error('sync --wait gives a status');
  if (!status.quiet) throw new Error(`The story got stuck: ${status.notQuietBecause.join('; ')}`);
  return status;
}

async function receive(told: Told, name: string): Promise<void> {
  const { sandbox } = told.stage;
  await sandbox.webhooks.setKnobs([{ duplicatesSameId: 1, times: null }], 7);
  await sandbox.webhooks.hold();
  const stow = (purchase_order_number: string, items: [string, number][], complete: boolean) =>
    sandbox.shipbob.stow({
      purchase_order_number,
      items: items.map(([sku, stowed]) => ({ sku, stowed, received: stowed })),
      complete,
    });
  await stow(
    'P00001',
    [
      ['JF-POT-20', 40],
      ['JF-POT-24', 30],
    ],
    true,
  );
  await stow(
    'P00002',
    [
      ['JF-PAN-28', 88],
      ['JF-KNF-05', 60],
    ],
    true,
  );
  await stow(
    'P00003',
    [
      ['JF-BRD-30', 10],
      ['JF-SPN-01', 48],
    ],
    false,
  );
  await sandbox.webhooks.release('reverse');
  await told.disturb?.('receiving');
  await webhooksIn(told);
  await quiet(told, name);
  await stow(
    'P00003',
    [
      ['JF-BRD-30', 24],
      ['JF-SPN-01', 120],
    ],
    true,
  );
  await stow(
    'P00004',
    [
      ['JF-BWL-16', 50],
      ['JF-BWL-22', 50],
    ],
    true,
  );
  await told.disturb?.('receiving_again');
  await webhooksIn(told);
  await quiet(told, name);
}

async function ship(told: Told, name: string): Promise<void> {
  const { sandbox } = told.stage;
  const tracking = (tracking_number: string, carrier = 'USPS') => ({ carrier, tracking_number });
  await sandbox.webhooks.hold();
  await sandbox.shipbob.createOrder({
    body: channelOrder('S00001', [
      ['JF-POT-20', 1],
      ['JF-KNF-08', 2],
    ]),
  });
  await sandbox.shipbob.createOrder({
    body: channelOrder('S00002', [
      ['JF-POT-24', 2],
      ['JF-PAN-28', 1],
    ]),
  });
  await sandbox.shipbob.createOrder({ body: channelOrder('S00003', [['JF-KNF-08', 1]]) });
  const centre = { fulfillment_center_id: 8 };
  for (const [reference_id, shipments] of [
    [
      'S00001',
      [
        [
          ['JF-POT-20', 1],
          ['JF-KNF-08', 2],
        ],
      ],
    ],
    ['S00002', [[['JF-POT-24', 2]], [['JF-PAN-28', 1]]]],
    ['S00003', [[['JF-KNF-08', 1]]]],
  ] as const) {
    await sandbox.shipbob.allocate({
      reference_id,
      shipments: shipments.map((lines) => ({ ...centre, items: lines.map(([sku, quantity]) => ({ sku, quantity })) })),
    });
  }
  await sandbox.shipbob.ship({ reference_id: 'S00001', tracking: tracking('9400111899223100001') });
  const split = await sandbox.shipbob.order({ reference_id: 'S00002' });
  for (const [index, shipment] of split.shipments.entries()) {
    await sandbox.shipbob.ship({
      reference_id: 'S00002',
      shipment_id: shipment.id,
      tracking: tracking(`1Z999AA1012345678${index}`, 'UPS'),
    });
  }
  // Left the dock before its tracking number was known.
  await sandbox.shipbob.ship({ reference_id: 'S00003' });
  // Another shop of the same merchant: signed by the same account, none of our business.
  await sandbox.shipbob.createOrder({ channel_id: 100103, body: channelOrder('OTHER-1', [['JF-POT-20', 1]]) });
  await sandbox.shipbob.ship({ reference_id: 'OTHER-1', tracking: tracking('9400111899223199999') });
  await sandbox.webhooks.release('reverse');
  await killWorkerWhileWorking(told);
  await told.disturb?.('shipping');
  await webhooksIn(told);
  await quiet(told, name);
  await sandbox.shipbob.track({ reference_id: 'S00003', tracking: tracking('9400111899223100003') });
  await webhooksIn(told);
  await quiet(told, name);
}

/** Waits until the worker has made a call of this chapter, then kills it without warning and starts another. */
async function killWorkerWhileWorking({ stage, out }: Told): Promise<void> {
  const since = await lastSeq(stage);
  const untilMs = Date.now() + 15_000;
  while (Date.now() < untilMs && (await stage.sandbox.counts({ sinceSeq: since })).calls === 0) await wait(5);
  const { pid } = stage.app('worker');
  await stage.replace('worker', 'kill');
  out.say(`     worker ${pid} was killed; worker ${stage.app('worker').pid} takes over.`);
}

async function webhooksIn({ stage }: Told): Promise<void> {
  const settled = z.object({ settled: z.boolean() }).parse(await stage.sandbox.webhooks.wait(120_000));
  if (!settled.settled) throw new Error('ShipBob could not deliver its webhooks within two minutes');
}
