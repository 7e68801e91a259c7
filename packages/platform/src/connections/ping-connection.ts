import { explain, isKnownError } from '@mlc/kernel';
import { pingOdoo } from '@mlc/odoo';
import { pingShipBob } from '@mlc/shipbob';
import type { Clients } from '../runtime.js';

/** One thing the doctor looked at. */
export interface Finding {
  code: string;
  ok: boolean;
  /** An `error` keeps the connection from working; a `warning` limits it. */
  severity: 'error' | 'warning';
  message: string;
  fix: string | null;
  field: string | null;
}

/** Asks both sides whether the connection can work: address, credentials, database, company, channel, rights, modules. */
export async function pingClients(clients: Clients): Promise<Finding[]> {
  const [odoo, shipbob] = await Promise.all([
    asFindings('odoo', () => pingOdoo(clients.odoo)),
    asFindings('shipbob', () => pingShipBob(clients.shipbob)),
  ]);
  return [...odoo, ...shipbob];
}

interface Probe {
  code: string;
  ok: boolean;
  severity?: 'error' | 'warning';
  message: string;
  fix?: string | null;
  field?: string | null;
}

/** A ping that fails as a whole becomes one finding. */
async function asFindings(side: string, ping: () => Promise<Probe[]>): Promise<Finding[]> {
  try {
    return (await ping()).map((probe) => ({
      code: probe.code,
      ok: probe.ok,
      severity: probe.severity ?? 'error',
      message: probe.message,
      fix: probe.fix ?? null,
      field: probe.field ?? null,
    }));
  } catch (error) {
    if (!isKnownError(error)) throw error;
    const { code, fix, field } = error;
    return [
      { code, ok: false, severity: 'error', message: explain(error), fix: fix ?? null, field: field ?? `${side}.url` },
    ];
  }
}
