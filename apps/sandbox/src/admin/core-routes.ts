import { toJson } from '@mlc/kernel';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { SandboxCore } from '../core/exchange.js';
import type { SandboxClock } from '../core/sandbox-clock.js';
import { type OdooSandbox, odooWorldSchema } from '../odoo/index.js';
import type { OpenApiJudge } from '../openapi/judge.js';
import type { ShipBobSandbox } from '../shipbob/sandbox.js';
import { clockSchema, emptySchema, faultsSchema, seedSchema, sinceSchema } from './contract.js';
import { command, parseAdmin, question } from './http.js';

export interface AdminParts {
  core: SandboxCore;
  clock: SandboxClock;
  shipbob: ShipBobSandbox;
  odoo: OdooSandbox;
  judge: OpenApiJudge | null;
  /** Builds the start world again. */
  restart: () => void;
}

/** Worlds, time, journal and faults: what both sides share. */
export function coreAdminRoutes(app: FastifyInstance, parts: AdminParts): void {
  const { core, clock, shipbob, odoo } = parts;
  const clockAnswer = (warning: string | null) => ({
    now: core.clock.now().toISOString(),
    offsetMs: clock.clock.offsetMs,
    warning,
  });

  command(app, '/reset', emptySchema, async () => {
    core.journal.clear();
    core.faults.clear();
    parts.restart();
    return clockAnswer(await clock.setOffsetMs(0));
  });
  command(app, '/seed', seedSchema, (world) => {
    if (world.shipbob !== undefined) shipbob.seed(world.shipbob);
    const odooIds = world.odoo === undefined ? null : odoo.seed(parseAdmin(odooWorldSchema, world.odoo));
    return toJson({ seeded: true, odoo: odooIds });
  });

  question(app, '/clock', emptySchema, () => clockAnswer(null));
  command(app, '/clock', clockSchema, async (move) => {
    const offsetMs = 'offsetMs' in move ? move.offsetMs : clock.clock.offsetMs + move.advanceMs;
    return clockAnswer(await clock.setOffsetMs(offsetMs));
  });

  question(app, '/journal', sinceSchema, (filter) =>
    toJson({ lastSeq: core.journal.lastSeq, entries: core.journal.entries(filter) }),
  );
  question(app, '/journal/effects', sinceSchema, (filter) =>
    toJson({ lastSeq: core.journal.lastSeq, effects: core.journal.effects(filter) }),
  );
  question(app, '/journal/counts', sinceSchema, (filter) => toJson(core.journal.counts(filter)));

  command(app, '/faults', faultsSchema, ({ faults }) => {
    for (const fault of faults) core.faults.arm(fault);
    return { armed: faults.length };
  });
  command(app, '/faults/clear', z.object({}), () => {
    core.faults.clear();
    return { cleared: true };
  });
}
