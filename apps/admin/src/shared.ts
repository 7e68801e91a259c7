import { BadInput } from '@mlc/kernel';
import type { Runtime } from '@mlc/platform';
import type { ConnectionRow } from '@mlc/store';

export const RUNTIME = Symbol('runtime');
export const DOORBELL = Symbol('doorbell');

/** Who did it, in the audit trail. */
export const ACTOR = 'admin';

/** Names as the connection file takes them; anything else is asked of no database. */
const NAME = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** @throws BadInput `connection.not_found` */
export async function connectionNamed(runtime: Runtime, name: string): Promise<ConnectionRow> {
  const found = NAME.test(name) ? await runtime.store.connections.byName(name) : null;
  if (found) return found;
  throw new BadInput(`There is no connection ${JSON.stringify(name)}.`, {
    code: 'connection.not_found',
    field: 'name',
    fix: 'GET /api/connections lists them.',
  });
}
