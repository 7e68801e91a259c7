import { z } from 'zod';

/**
 * A fault waits for calls that match and strikes `times` of them after letting `skip` pass.
 * `commit_then_reset` is the cruel one: the write happens and the answer never arrives.
 */
export const faultSchema = z.strictObject({
  side: z.enum(['odoo', 'shipbob']),
  /** Substring of the journal's `call`; empty matches all. */
  call: z.string().default(''),
  kind: z.enum(['read', 'mutating', 'any']).default('any'),
  skip: z.number().int().nonnegative().default(0),
  times: z.number().int().positive().default(1),
  action: z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('status'),
      status: z.number().int(),
      body: z.string().default(''),
      headers: z.record(z.string(), z.string()).default({}),
    }),
    z.strictObject({ type: z.literal('html'), status: z.number().int().default(502) }),
    z.strictObject({ type: z.literal('reset_before') }),
    z.strictObject({ type: z.literal('commit_then_reset') }),
    z.strictObject({ type: z.literal('commit_then_delay'), delayMs: z.number().int().positive() }),
    z.strictObject({ type: z.literal('truncated') }),
    z.strictObject({ type: z.literal('delay'), delayMs: z.number().int().positive() }),
  ]),
});
export type Fault = z.infer<typeof faultSchema>;
export type FaultAction = Fault['action'];

interface Armed {
  fault: Fault;
  seen: number;
  struck: number;
}

/** The faults that are armed; asked once for each call. */
export class Faults {
  #armed: Armed[] = [];

  arm(fault: Fault): void {
    this.#armed.push({ fault, seen: 0, struck: 0 });
  }

  clear(): void {
    this.#armed = [];
  }

  /** The action to inject into this call, or null. */
  strike(call: { side: 'odoo' | 'shipbob'; call: string; kind: 'read' | 'mutating' }): FaultAction | null {
    for (const armed of this.#armed) {
      const { fault } = armed;
      const matches =
        fault.side === call.side &&
        call.call.includes(fault.call) &&
        (fault.kind === 'any' || fault.kind === call.kind);
      if (!matches || armed.struck >= fault.times) continue;
      armed.seen += 1;
      if (armed.seen <= fault.skip) continue;
      armed.struck += 1;
      return fault.action;
    }
    return null;
  }
}
