import { groupBy, type Json, type JsonObject } from '@mlc/kernel';
import { type LinkRef, linkRefsIn, type PlannedEffect, substituteLinks } from '@mlc/mappings';
import type { Ledger, NewLink } from './ports/ledger.js';
import type { EffectResult } from './ports/remotes.js';

/** The link a confirmed effect makes; a WRO's or order's own lane hands its waiting work over with it. */
export function linkOf(planned: PlannedEffect, result: EffectResult): NewLink | null {
  if (!planned.link) return null;
  const { keeps, ...link } = planned.link;
  if (keeps)
    return {
      ...link,
      odooId: link.odooId ?? Number(result.remoteId),
      ...keeps,
      evidence: `kept by ${planned.operation}`,
      handsOver: [],
    };
  return {
    ...link,
    odooId: link.odooId ?? Number(result.remoteId),
    shipbobId: shipbobIdOf(planned, result),
    data: result.data,
    evidence: `made by ${planned.operation}`,
    handsOver: planned.link.shipbobType === 'wro' ? [`wro:${result.remoteId}`] : [],
  };
}

/** Further links that the effect makes, of one record with several of ShipBob's. */
export const linksOf = (planned: PlannedEffect, result: EffectResult): NewLink[] =>
  (planned.links ?? []).map((link) => ({
    ...link,
    odooId: link.odooId ?? Number(result.remoteId),
    evidence: `made by ${planned.operation}`,
    handsOver: [],
  }));

/** Effects on ShipBob name the ShipBob record; effects on Odoo know it from their request. */
function shipbobIdOf(planned: PlannedEffect, result: EffectResult): string {
  if (planned.target === 'shipbob') return result.remoteId;
  const id = planned.request['shipment_id'];
  return typeof id === 'number' || typeof id === 'string' ? String(id) : result.remoteId;
}

export interface Substituted {
  request: JsonObject;
  /** Links that do not exist yet. */
  missing: LinkRef[];
}

/** Replaces the LinkRefs of a request by what the links hold now. */
export async function substituteRequest(
  ledger: Pick<Ledger, 'links'>,
  connectionId: string,
  request: JsonObject,
): Promise<Substituted> {
  const refs = linkRefsIn(request);
  if (refs.length === 0) return { request, missing: [] };
  const values = await valuesOf(ledger, connectionId, refs);
  const missing = refs.filter((ref) => !values.has(refKey(ref)));
  const replaced = substituteLinks(request, (ref) => values.get(refKey(ref)) ?? null);
  return { request: replaced as JsonObject, missing };
}

const refKey = (ref: LinkRef): string => `${ref.$link}#${ref.field}`;

async function valuesOf(
  ledger: Pick<Ledger, 'links'>,
  connectionId: string,
  refs: LinkRef[],
): Promise<Map<string, Json>> {
  const values = new Map<string, Json>();
  const byModel = groupBy(refs, (ref) => ref.$link.slice(0, ref.$link.lastIndexOf('/')));
  for (const [odooModel, ofModel] of byModel) {
    const odooIds = [...new Set(ofModel.map(linkedId))];
    for (const link of await ledger.links(connectionId, { odooModel, odooIds })) {
      for (const ref of ofModel) {
        const value = link.data[ref.field];
        if (linkedId(ref) === link.odooId && (typeof value === 'number' || typeof value === 'string'))
          values.set(refKey(ref), value);
      }
    }
  }
  return values;
}

export const linkedId = (ref: LinkRef): number => Number(ref.$link.slice(ref.$link.lastIndexOf('/') + 1));
