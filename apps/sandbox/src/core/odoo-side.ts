import type { Json } from '@mlc/kernel';
import type { FastifyInstance } from 'fastify';

/** What the app needs of the Odoo side. */
export interface OdooSide<World = unknown> {
  /** All protocol routes, on a listener of their own. */
  register(app: FastifyInstance): void;
  /** Routes under `/__admin/odoo`. */
  registerAdmin(app: FastifyInstance): void;
  seed(world: World): void;
  reset(): void;
  dump(): Json;
}
