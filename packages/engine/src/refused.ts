import type { JsonObject } from '@mlc/kernel';
import type { PlannedCase, PlannedEffect } from '@mlc/mappings';

/** What a remote refused, in its words. A person who has agreed once may do so again, when the reason is gone. */
export function refused(
  planned: PlannedEffect,
  { message, asksAgain, ...detail }: { message: string; asksAgain: boolean } & JsonObject,
): PlannedCase {
  const then = asksAgain ? 'agree to the proposal once more' : 'replay this record';
  return {
    flow: planned.flow,
    code: `${planned.flow}.refused`,
    cause: `${planned.target === 'odoo' ? 'Odoo' : 'ShipBob'} refused ${planned.title}: ${message}`,
    suggestions: [`Correct what the message names, then ${then}.`],
    detail: { operation: planned.operation, ...detail, message },
  };
}
