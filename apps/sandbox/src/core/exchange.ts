import { setTimeout as wait } from 'node:timers/promises';
import { type Clock, type Json, toJson } from '@mlc/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Faults } from './faults.js';
import type { Journal, JournalEffect } from './journal.js';

/** What a sandbox's handler gives back; `effects` are the business facts that it committed. */
export interface Answer {
  status: number;
  body: Json | string | Buffer;
  headers?: Record<string, string>;
  effects?: JournalEffect[];
  /** An error that travels as HTTP 200, as in Odoo's older protocols. */
  refused?: boolean;
}

export interface Exchange {
  side: 'odoo' | 'shipbob';
  kind: 'read' | 'mutating';
  call: string;
  request: unknown;
  /** Runs the call against the sandbox's state; synchronous, so it is atomic. */
  handle: () => Answer;
}

export interface SandboxCore {
  clock: Clock;
  journal: Journal;
  faults: Faults;
}

/**
 * Runs one call: injects the armed fault, executes, journals, answers. A reset destroys the socket as a broken network
 * would; `commit_then_reset` does so after the state changed.
 */
export async function exchange(
  core: SandboxCore,
  req: FastifyRequest,
  reply: FastifyReply,
  call: Exchange,
): Promise<void> {
  const action = core.faults.strike(call);
  const note = (
    outcome: 'committed' | 'answered' | 'refused' | 'lost',
    status: number | null,
    effects: JournalEffect[] = [],
  ): void => {
    core.journal.append({
      at: core.clock.now().toISOString(),
      side: call.side,
      kind: call.kind,
      call: call.call,
      request: toJson(call.request),
      outcome,
      status,
      fault: action?.type ?? null,
      effects,
    });
  };
  const reset = (): void => {
    reply.hijack();
    req.raw.socket.destroy();
  };
  reply.header('date', core.clock.now().toUTCString());

  if (action?.type === 'reset_before') {
    note('lost', null);
    return reset();
  }
  if (action?.type === 'status') {
    note('lost', action.status);
    reply.code(action.status).headers(action.headers).send(action.body);
    return;
  }
  if (action?.type === 'html') {
    note('lost', action.status);
    reply.code(action.status).type('text/html').send('<html><body><h1>Bad gateway</h1></body></html>');
    return;
  }
  if (action?.type === 'delay') await wait(action.delayMs);

  const answer = call.handle();
  const failed = answer.refused ?? answer.status >= 400;
  const seen = action?.type === 'commit_then_reset' ? null : answer.status;
  note(failed ? 'refused' : call.kind === 'mutating' ? 'committed' : 'answered', seen, answer.effects ?? []);

  if (action?.type === 'commit_then_reset') return reset();
  if (action?.type === 'commit_then_delay') await wait(action.delayMs);
  reply.code(answer.status).headers(answer.headers ?? {});
  if (action?.type === 'truncated') {
    const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
    reply.type('application/json').send(text.slice(0, Math.max(1, Math.floor(text.length / 2))));
    return;
  }
  if (Buffer.isBuffer(answer.body) || typeof answer.body === 'string') {
    reply.send(answer.body);
    return;
  }
  reply.type(answer.headers?.['content-type'] ?? 'application/json').send(JSON.stringify(answer.body));
}
