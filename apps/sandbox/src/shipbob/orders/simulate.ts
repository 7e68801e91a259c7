import { randomUUID } from 'node:crypto';
import { type Json, toJson } from '@mlc/kernel';
import { z } from 'zod';
import type { Answer } from '../../core/exchange.js';
import type { Account } from '../account.js';
import { fieldErrors, issuesAsFields, ok, problem } from '../http/errors.js';
import type { Shop } from '../shop.js';
import { deliver, ship } from './fulfil.js';

const MINUTE_MS = 60_000;
const DELAY_MAX_MINUTES = 2880;
const DEPTH_MAX = 5;
const TIMER_MAX_MS = 60_000;

const ACTIONS = ['ShipOrder', 'DeliverOrder'] as const;
interface Wish {
  action: (typeof ACTIONS)[number];
  delay: number;
  next?: Wish | null | undefined;
}
const wishSchema: z.ZodType<Wish> = z.lazy(() =>
  z.object({
    action: z.enum(ACTIONS),
    delay: z.number().min(0).max(DELAY_MAX_MINUTES, `Delay must be at most ${DELAY_MAX_MINUTES} minutes.`),
    next: wishSchema.nullish(),
  }),
);
/** The document has a string, integrators send a number; both are taken. */
const bodySchema = z.object({
  shipment_id: z.union([z.string().regex(/^\d+$/).transform(Number), z.number().int()]),
  simulation: wishSchema,
});

interface Step {
  action: Wish['action'];
  dueMs: number;
  status: 'Pending' | 'Success' | 'Failed' | 'Skipped';
  message: string;
}

interface Simulation {
  id: string;
  account: Account;
  shipmentId: number;
  steps: Step[];
}

const depthOf = (wish: Wish): number => 1 + (wish.next ? depthOf(wish.next) : 0);

/**
 * ShipBob's own sandbox can ship and deliver an order by itself (POST /simulate/shipment). Steps run on the sandbox clock,
 * one after the other; when one fails the rest is skipped.
 */
export class Simulations {
  readonly #shop: Shop;
  #all: Simulation[] = [];
  #timer: NodeJS.Timeout | null = null;

  constructor(shop: Shop) {
    this.#shop = shop;
  }

  clear(): void {
    this.#all = [];
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  register(account: Account, body: unknown): Answer {
    const parsed = bodySchema.safeParse(body);
    if (!parsed.success) return fieldErrors(400, issuesAsFields(parsed.error));
    const { shipment_id: shipmentId, simulation } = parsed.data;
    if (depthOf(simulation) > DEPTH_MAX) return fieldErrors(400, { Simulation: ['At most 5 nested actions.'] });
    if (account.shipment(shipmentId) === undefined) {
      return fieldErrors(400, { ShipmentId: [`Shipment ${shipmentId} not found`] });
    }
    const running = this.#all.find(
      (candidate) => candidate.shipmentId === shipmentId && candidate.steps.some((step) => step.status === 'Pending'),
    );
    if (running !== undefined) return ok({ simulation_id: running.id, message: 'Existing registration' });
    const steps: Step[] = [];
    let dueMs = this.#nowMs();
    for (let wish: Wish | null | undefined = simulation; wish; wish = wish.next) {
      dueMs += wish.delay * MINUTE_MS;
      steps.push({ action: wish.action, dueMs, status: 'Pending', message: 'This simulated action is scheduled.' });
    }
    const registered: Simulation = { id: randomUUID(), account, shipmentId, steps };
    this.#all.push(registered);
    this.#watch();
    const effect = { type: 'simulation.registered', key: String(shipmentId), detail: { simulation_id: registered.id } };
    return ok({ simulation_id: registered.id, message: 'Simulation registered successfully' }, [effect]);
  }

  status(account: Account, id: string): Answer {
    const found = this.#all.find((simulation) => simulation.id === id && simulation.account === account);
    if (found === undefined) return problem(404, 'Not Found', `Simulation ${id} was not found.`);
    return ok({
      simulation_id: found.id,
      entity_id: String(found.shipmentId),
      entity_type: 'Order',
      simulation: stepView(found.steps),
    });
  }

  /** Runs the steps whose time has come. */
  runDue(): void {
    const nowMs = this.#nowMs();
    for (const simulation of this.#all) {
      for (const [index, step] of simulation.steps.entries()) {
        if (step.status !== 'Pending' || step.dueMs > nowMs) continue;
        if (this.#run(simulation, step)) continue;
        for (const later of simulation.steps.slice(index + 1)) {
          later.status = 'Skipped';
          later.message = 'This simulated action was skipped because an earlier one failed.';
        }
      }
    }
  }

  /** False when the step failed. */
  #run(simulation: Simulation, step: Step): boolean {
    const found = simulation.account.shipment(simulation.shipmentId);
    const fail = (message: string): false => {
      step.status = 'Failed';
      step.message = message;
      return false;
    };
    if (found === undefined) return fail('The shipment no longer exists.');
    const { order, shipment } = found;
    if (['OnHold', 'Exception', 'Cancelled'].includes(shipment.status)) {
      return fail(`The shipment is in status ${shipment.status}.`);
    }
    if (step.action === 'ShipOrder') {
      if (shipment.status === 'Completed') return fail('The shipment has left already.');
      const number = `SIM${shipment.id}`;
      const tracking = {
        carrier: 'USPS',
        carrier_service: 'Priority',
        tracking_number: number,
        tracking_url: `https://tools.usps.com/go/TrackConfirmAction?tLabels=${number}`,
      };
      ship(this.#shop, simulation.account, order, shipment, { tracking, cartons: [] });
    } else {
      if (shipment.status !== 'Completed') return fail('The shipment has not left yet.');
      deliver(this.#shop, simulation.account, order, shipment);
    }
    step.status = 'Success';
    step.message = 'This simulated action has been completed successfully.';
    return true;
  }

  /** Looks again when the next step is due by real time; a moved clock looks by itself. */
  #watch(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    const due = this.#all
      .flatMap(({ steps }) => steps.filter((step) => step.status === 'Pending'))
      .map((step) => step.dueMs);
    if (due.length === 0) return;
    const waitMs = Math.min(TIMER_MAX_MS, Math.max(1, Math.min(...due) - this.#nowMs()));
    this.#timer = setTimeout(() => {
      this.runDue();
      this.#watch();
    }, waitMs);
    this.#timer.unref();
  }

  #nowMs(): number {
    return this.#shop.clock.now().getTime();
  }
}

function stepView(steps: Step[]): Json {
  const [first, ...rest] = steps;
  if (first === undefined) return null;
  return toJson({
    action: first.action,
    status: first.status,
    message: first.message,
    schedule_time: new Date(first.dueMs).toISOString().slice(0, -1),
    next: stepView(rest),
  });
}
