import { randomInt } from 'node:crypto';
import type { PollSource } from '@mlc/engine';
import { AdminCalls, type OdooCall, type OdooWorld, SandboxAdmin } from '@mlc/sandbox';
import { z } from 'zod';
import { type OdooGate, openOdooGate } from './odoo-gate.js';
import { OdooRpc } from './real-odoo-rpc.js';
import type { RealServer } from './real-odoo-servers.js';
import { RunNames } from './real-run-names.js';
import { dumpOf, type RunParts, readBooks } from './real-scenario-books.js';
import { factsOf } from './real-scenario-facts.js';
import { seedReal } from './real-scenario-seed.js';

/** A real Odoo behind the face of the sandbox's admin interface, so that scenarios are told on it word for word. */
export interface RealOdooFront {
  /** Where the connector finds it: behind a gate that counts its calls. */
  at: { url: string; database: string; login: string; key: string };
  /** An administrator's way in, past the gate. */
  boss: { url: string; login: string; key: string };
  names: RunNames;
  /** Where polls of a source may begin: what was written in Odoo before has nothing to do with the run. */
  from(source: PollSource): string | null;
  /** Where ShipBob's numbers begin: what earlier runs left in this Odoo under others must not be meant. */
  idOffset: number;
  /** The sandbox's admin with the real Odoo in place of its own. */
  stand(adminUrl: string): SandboxAdmin;
  /** Settings as scenarios write them, once the world is seeded. */
  settings(chosen: Record<string, unknown>): Record<string, unknown>;
  close(): Promise<void>;
}

export async function openRealOdooFront(server: RealServer): Promise<RealOdooFront> {
  const gate = await openOdooGate(server.url);
  const names = new RunNames();
  const since = new Date(Date.now() - SKEW_MS).toISOString().slice(0, 19).replace('T', ' ');
  const idOffset = randomInt(1_000_000) * 1000;
  const boss = await OdooRpc.open(server, 'admin', server.adminKey);
  const bot = await OdooRpc.open(server, server.login, server.key);
  const parts: RunParts = { boss, botUid: bot.uid, partnerIds: [], productIds: [] };
  return {
    at: { url: gate.url, database: server.database, login: server.login, key: server.key },
    boss: { url: server.url, login: 'admin', key: server.adminKey },
    names,
    from: (source) => (source.startsWith('shipbob.') ? null : since),
    idOffset,
    stand: (adminUrl) => new SandboxAdmin(new RealCalls(adminUrl, { gate, names, parts, idOffset })),
    settings: (chosen) => settingsOf(chosen, names),
    close: () => gate.close(),
  };
}

/** How far the server's clock may be behind ours. */
const SKEW_MS = 120_000;
/** A look by external id; the gate knows only the common reads. */
const LOOK = 'ir.model.data.check_object_reference';
const lastSeqSchema = z.object({ result: z.object({ lastSeq: z.number() }) });
const countsSchema = z.object({ result: z.looseObject({ mutating: z.number() }) });
const effectsSchema = z.object({ result: z.object({ effects: z.array(z.looseObject({ side: z.string() })) }) });
const callsSchema = z.union([
  z.object({ calls: z.array(z.custom<OdooCall>()) }),
  z.custom<OdooCall>().transform((call) => ({ calls: [call] })),
]);

/** The sandbox's admin calls; those that are about Odoo go to the real one, and all names are those of the run. */
class RealCalls extends AdminCalls {
  /** How many calls had passed the gate when the journal was last read up to a number. */
  readonly #passed = new Map<number, number>();

  constructor(
    adminUrl: string,
    readonly own: { gate: OdooGate; names: RunNames; parts: RunParts; idOffset: number },
  ) {
    super(adminUrl);
  }

  override async raw(method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> {
    // The world that is seeded says itself which names are made in it.
    const sent = path === '/odoo/seed' ? body : mapStrings(body, this.own.names.named);
    return mapStrings(await this.#answer(method, path, sent), this.own.names.plain);
  }

  async #answer(method: 'GET' | 'POST', path: string, body: unknown): Promise<unknown> {
    const { pathname, searchParams } = new URL(path, 'http://sandbox');
    switch (pathname) {
      case '/odoo/seed':
        return this.#seed(body);
      case '/odoo/execute':
        return this.#execute(body);
      case '/odoo/dump':
        return dumpOf(await readBooks(this.own.parts));
      case '/seed': {
        const { shipbob } = z.object({ shipbob: z.record(z.string(), z.unknown()) }).parse(body);
        return super.raw(method, path, { shipbob: { ...shipbob, id_offset: this.own.idOffset } });
      }
      case '/journal/effects':
        return this.#effects(path);
      case '/journal/counts':
        return this.#counts(path, Number(searchParams.get('sinceSeq') ?? 0));
      case '/journal': {
        const passed = this.own.gate.calls.length;
        const answer = await super.raw(method, path);
        this.#passed.set(lastSeqSchema.parse(answer).result.lastSeq, passed);
        return answer;
      }
      default:
        if (pathname.startsWith('/odoo/')) throw new Error(`A real Odoo knows no ${pathname}`);
        return super.raw(method, path, body);
    }
  }

  async #seed(body: unknown): Promise<unknown> {
    const ids = await seedReal(this.own.parts.boss, z.custom<OdooWorld>().parse(body), this.own.names);
    this.own.parts.partnerIds = Object.values(ids.partners);
    this.own.parts.productIds = Object.values(ids.products);
    return ids;
  }

  async #execute(body: unknown): Promise<unknown> {
    let result: unknown = null;
    for (const call of callsSchema.parse(body).calls) result = await this.own.parts.boss.execute(this.#ofRun(call));
    return { result, effects: [] };
  }

  /** What is looked for by ShipBob's numbers or not by the run's goods; that of other runs is not there. */
  #ofRun(call: OdooCall): OdooCall {
    const { partnerIds, productIds } = this.own.parts;
    const owns: Record<string, unknown[]> = {
      'account.move': ['partner_id', 'in', partnerIds],
      'stock.landed.cost': ['picking_ids.move_ids.product_id', 'in', productIds],
    };
    const own = owns[call.model];
    const [domain, ...rest] = call.args ?? [];
    if (own === undefined || call.method !== 'search_read' || !Array.isArray(domain)) return call;
    return { ...call, args: [[...domain, own], ...rest] };
  }

  async #effects(path: string): Promise<unknown> {
    const { result } = effectsSchema.parse(await super.raw('GET', path));
    const facts = await factsOf(this.own.parts, await readBooks(this.own.parts), this.own.gate.calls);
    return {
      result: { effects: [...result.effects, ...facts.map((fact) => ({ seq: 0, side: 'odoo', ...fact }))] },
    };
  }

  async #counts(path: string, sinceSeq: number): Promise<unknown> {
    const { result } = countsSchema.parse(await super.raw('GET', path));
    const passed = this.#passed.get(sinceSeq);
    if (passed === undefined) throw new Error(`The journal was not read up to ${sinceSeq}`);
    const own = this.own.gate.mutatingSince(passed).filter(({ call }) => call !== LOOK).length;
    return { result: { ...result, mutating: result.mutating + own } };
  }
}

const groupsSchema = z.looseObject({ products: z.record(z.string(), z.unknown()).default({}) });

function settingsOf(chosen: Record<string, unknown>, names: RunNames): Record<string, unknown> {
  const { products, ...rest } = groupsSchema.parse(mapStrings(chosen, names.named));
  return { ...rest, products: { ...products, tag: names.own('ShipBob') } };
}

export function mapStrings(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map((one) => mapStrings(one, map));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [map(key), mapStrings(one, map)]));
}
