import type { CallContext, EffectResult, LookupOutcome, SendOutcome } from '@mlc/engine';
import { Rejected } from '@mlc/kernel';
import type { OperationRequest } from '@mlc/mappings';
import { z } from 'zod';
import type { OdooClient } from '../client/odoo-client.js';
import { char, float, ids, int, requiredChar } from '../client/values.js';
import { findMade, loadOne, rowsFor } from './made-once.js';
import { isSame } from './transfers.js';

type Request = OperationRequest<'odoo.landed_cost.draft'>;
const MODEL = 'stock.landed.cost';

const costRow = z.object({ id: int, name: char, state: requiredChar, picking_ids: ids, amount_total: float });
type Cost = z.output<typeof costRow>;

/**
 * One draft landed cost under an external id, made once by `load`: whoever validates, changes or cancels it afterwards
 * decides about it. Needs the app Landed Costs (module stock_landed_costs).
 */
export async function draftLandedCost(client: OdooClient, request: Request, call: CallContext): Promise<SendOutcome> {
  const { deadlineMs } = call;
  const standing = await find(client, request, deadlineMs);
  if (standing) return { kind: 'confirmed', result: resultOf(standing, request) };
  const header: [string, string][] = [
    ['id', request.external_id],
    ['date', request.date],
    ['picking_ids/.id', request.picking_ids.join(',')],
  ];
  const line: [string, string][] = [
    ['id', `${request.external_id}_l_1`],
    ['product_id/.id', String(request.product_id)],
    ['name', request.name],
    ['price_unit', String(request.price_unit)],
    ['split_method', request.split_method],
  ];
  const what = `the landed cost ${request.name}`;
  await loadOne(client, MODEL, rowsFor(header, 'cost_lines', [line]), {
    what,
    code: 'odoo.landed_cost.refused',
    fix: 'Correct what the message names, mostly the cost product or the journal, then replay this record.',
    deadlineMs,
  });
  const made = await find(client, request, deadlineMs);
  if (!made) return { kind: 'unknown', message: `${what} was loaded and is not there.` };
  const isAsked =
    isSame(made.amount_total, request.price_unit) && request.picking_ids.every((id) => made.picking_ids.includes(id));
  if (isAsked) return { kind: 'confirmed', result: resultOf(made, request) };
  return { kind: 'unknown', message: `${what} was loaded, but reads ${made.amount_total} on other receipts.` };
}

export async function lookUpLandedCost(
  client: OdooClient,
  request: Request,
  call: CallContext,
): Promise<LookupOutcome> {
  const standing = await find(client, request, call.deadlineMs);
  return standing ? { kind: 'found', result: resultOf(standing, request) } : { kind: 'absent' };
}

async function find(client: OdooClient, { external_id }: Request, deadlineMs: number): Promise<Cost | null> {
  const id = await findMade(client, MODEL, external_id, deadlineMs);
  if (id === null) return null;
  const [row] = await client.read(MODEL, costRow, [id], { deadlineMs });
  if (row) return row;
  throw new Rejected(`${MODEL} ${id} is not in Odoo any more.`, { code: 'odoo.missing_record' });
}

const resultOf = (made: Cost, request: Request): EffectResult => ({
  remoteId: String(made.id),
  data: { landed_cost_id: made.id, picking_ids: request.picking_ids },
  after: { landed_cost: { id: made.id, name: made.name, state: made.state }, amount_total: made.amount_total },
});
