import { explain, isKnownError } from '@mlc/kernel';
import type { ConnectionRow } from '@mlc/store';
import type { Logger } from '../log.js';
import type { Runtime } from '../runtime.js';
import { CENTRES, careForCentres } from './centres.js';
import { careForInventory } from './inventory-cut.js';
import { careForOdooKey } from './odoo-key.js';
import type { When } from './turn.js';
import { careForWebhooks } from './webhooks.js';

/** After a run that failed, a task is tried again this soon, seconds. */
const RETRY_SECONDS = 300;
/** How often the end of an Odoo key is asked for, seconds. */
const KEY_EVERY_SECONDS = 24 * 3600;
/** How often ShipBob's centres are compared with the settings, seconds. */
const CENTRES_EVERY_SECONDS = 24 * 3600;

/**
 * Looks after what is beside the records: webhook subscriptions and centres at ShipBob, replaced keys and secrets. Any number of processes
 * may do so: each task is leased in Postgres and done when its period is over, whoever comes first.
 */
export class Caretaker {
  constructor(
    private readonly runtime: Runtime,
    private readonly log: Logger,
  ) {}

  /** Does what is due for every active connection; what fails is noted with the task and tried again later. */
  async run(): Promise<void> {
    for (const connection of await this.connections()) {
      if (connection.state !== 'active') continue;
      await this.attempt(connection, 'webhooks', () =>
        careForWebhooks(this.runtime, connection, { actor: 'worker' }, this.watch(connection)),
      );
      await this.attempt(connection, 'odoo_key', () =>
        careForOdooKey(this.runtime, connection, { everySeconds: KEY_EVERY_SECONDS, retrySeconds: RETRY_SECONDS }),
      );
      await this.attempt(connection, CENTRES, () =>
        careForCentres(this.runtime, connection, { everySeconds: CENTRES_EVERY_SECONDS, retrySeconds: RETRY_SECONDS }),
      );
      const everySeconds = this.runtime.settingsOf(connection).inventory.cut_hours * 3600;
      await this.attempt(connection, 'inventory_cut', () =>
        careForInventory(this.runtime, connection, { everySeconds, retrySeconds: RETRY_SECONDS }),
      );
    }
  }

  private async connections(): Promise<ConnectionRow[]> {
    try {
      return await this.runtime.store.connections.list();
    } catch (error) {
      this.log.warn('upkeep.failed', { message: explain(error) });
      return [];
    }
  }

  private watch(connection: ConnectionRow): When {
    const everySeconds = this.runtime.settingsOf(connection).webhooks.watch_minutes * 60;
    return { everySeconds, retrySeconds: Math.min(everySeconds, RETRY_SECONDS) };
  }

  private async attempt(connection: ConnectionRow, task: string, care: () => Promise<unknown>): Promise<void> {
    try {
      await care();
    } catch (error) {
      const code = isKnownError(error) ? error.code : 'unexpected';
      this.log.warn('upkeep.failed', { connection: connection.id, task, code, message: explain(error) });
    }
  }
}
