import { explain, isKnownError } from '@mlc/kernel';
import { pingOdoo } from '@mlc/odoo';
import { pingShipBob } from '@mlc/shipbob';
import type { Clients } from '../runtime.js';

/** One thing the doctor looked at. */
export interface Finding {
  code: string;
  /** An `error` keeps the connection from working; a `warning` limits it. */
  level: 'ok' | 'warning' | 'error';
  message: string;
  fix: string | null;
  field: string | null;
}

/** Asks both sides whether the connection can work: address, credentials, database, company, channel, rights, modules. */
export async function pingClients({ odoo, shipbob, settings }: Clients, now: Date): Promise<Finding[]> {
  const centreIds = settings.centres.map((centre) => centre.fulfillment_center_id);
  const [odooFindings, shipbobFindings] = await Promise.all([
    orOne('odoo.url', async () =>
      (await pingOdoo(odoo)).map(({ ok, ...found }): Finding => ({ ...found, level: ok ? 'ok' : 'error' })),
    ),
    orOne('shipbob.url', async () =>
      (await pingShipBob(shipbob, { centreIds, now })).findings.map(
        ({ level, code, message, fix, field }): Finding => ({
          code,
          message,
          level: level === 'problem' ? 'error' : level,
          fix: fix ?? null,
          field: field ?? null,
        }),
      ),
    ),
  ]);
  return [...odooFindings, ...shipbobFindings];
}

/** A ping that fails as a whole becomes one finding. */
async function orOne(urlField: string, ping: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await ping();
  } catch (error) {
    if (!isKnownError(error)) throw error;
    const { code, fix, field } = error;
    return [{ code, level: 'error', message: explain(error), fix: fix ?? null, field: field ?? urlField }];
  }
}
