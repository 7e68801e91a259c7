import { z } from 'zod';

/** Odoo applications whose models the sandbox can leave out. */
const MODULES = ['stock', 'purchase', 'sale', 'delivery', 'mrp', 'stock_landed_costs'] as const;

export const odooOptionsSchema = z.object({
  version: z.enum(['17', '19']).default('19'),
  database: z.string().min(1).default('demo'),
  /** More databases on the same server make the database header necessary, as on a real server. */
  otherDatabases: z.array(z.string()).default([]),
  /** Installed applications; a model of one that is missing does not exist. */
  modules: z.array(z.enum(MODULES)).default(['stock', 'purchase', 'sale', 'delivery']),
  /** `model.field` that a module not installed would bring, e.g. `stock.picking.carrier_tracking_ref`. */
  absentFields: z.array(z.string()).default([]),
  /** Rights taken away whatever a user's groups say. Without `login` it holds for every user but administrators. */
  denied: z
    .array(
      z.object({
        model: z.string(),
        operation: z.enum(['read', 'write', 'create', 'unlink']),
        login: z.string().optional(),
      }),
    )
    .default([]),
  /** Odoo's setting "Weight": the unit that `product.weight` is in. */
  weightUnit: z.enum(['kg', 'lb']).default('kg'),
  /** The system parameter that lets ordinary users make and end API keys from outside. */
  programmaticApiKeys: z.boolean().default(false),
});

/** Options that a world or an operator may change; what is left out stays. The version belongs to the listener. */
export const odooOverridesSchema = z.object({
  database: z.string().min(1).optional(),
  otherDatabases: z.array(z.string()).optional(),
  modules: z.array(z.enum(MODULES)).optional(),
  absentFields: z.array(z.string()).optional(),
  denied: odooOptionsSchema.shape.denied.unwrap().optional(),
  weightUnit: z.enum(['kg', 'lb']).optional(),
  programmaticApiKeys: z.boolean().optional(),
});

export type OdooOptions = z.infer<typeof odooOptionsSchema>;
export type OdooOptionsInput = z.input<typeof odooOptionsSchema>;
