import { z } from 'zod';
import { odooOverridesSchema } from '../options.js';

const apiKey = z.union([
  z.string().min(1),
  z.object({ key: z.string().min(1), expires: z.iso.datetime().nullable().default(null) }),
]);

/** What the connector asks for. */
const BOT_GROUPS = [
  'stock.group_stock_user',
  'purchase.group_purchase_user',
  'sales_team.group_sale_salesman_all_leads',
  'account.group_account_invoice',
] as const;

const user = z.object({
  login: z.string().min(1),
  name: z.string().optional(),
  /** A bot without an e-mail cannot post notes on 17. */
  email: z.string().nullable().default(null),
  password: z.string().nullable().default(null),
  /** Odoo translates its messages to the language of the user. */
  language: z.enum(['en_US', 'fr_FR', 'nl_NL']).default('en_US'),
  apiKeys: z.array(apiKey).default([]),
  /** XML ids; the default is what the connector asks for. */
  groups: z.array(z.string()).default([...BOT_GROUPS]),
  admin: z.boolean().default(false),
  /** Names of companies; all when empty. */
  companies: z.array(z.string()).default([]),
});

const partner = z.object({
  name: z.string().min(1),
  ref: z.string().optional(),
  email: z.string().optional(),
  phone: z.string().optional(),
  isCompany: z.boolean().default(true),
  supplier: z.boolean().default(false),
  street: z.string().optional(),
  city: z.string().optional(),
  zip: z.string().optional(),
  /** ISO alpha-2. */
  country: z.string().length(2).optional(),
});

const product = z.object({
  /** What orders and kits below call it; default: the SKU, else the name. */
  key: z.string().optional(),
  name: z.string().min(1),
  sku: z.string().optional(),
  barcode: z.string().optional(),
  /** In the weight unit of the options. */
  weight: z.number().nonnegative().default(0),
  volume: z.number().nonnegative().default(0),
  kind: z.enum(['goods', 'consumable', 'service']).default('goods'),
  tracking: z.enum(['none', 'lot', 'serial']).default('none'),
  tags: z.array(z.string()).default([]),
  uom: z.string().default('Units'),
  hsCode: z.string().optional(),
  countryOfOrigin: z.string().length(2).optional(),
  cost: z.number().default(0),
  price: z.number().default(1),
  active: z.boolean().default(true),
  /** Name of the company it belongs to; shared by all when absent. */
  company: z.string().optional(),
  /** Another product's key: this is one more variant of its template. */
  variantOf: z.string().optional(),
  /** Attribute values shown in the name, e.g. Red, L. */
  attributes: z.array(z.string()).default([]),
  /** Units lying in the first warehouse's stock. */
  onHand: z.number().default(0),
});

const line = z.object({
  /** A product's key. */
  product: z.string().min(1),
  quantity: z.number(),
  uom: z.string().optional(),
  price: z.number().optional(),
  /** `YYYY-MM-DD HH:MM:SS` UTC. */
  datePlanned: z.string().optional(),
});

const purchaseOrder = z.object({
  name: z.string().optional(),
  /** A partner's name. */
  supplier: z.string().min(1),
  supplierReference: z.string().optional(),
  origin: z.string().optional(),
  /** A warehouse's code. */
  warehouse: z.string().optional(),
  datePlanned: z.string().optional(),
  lines: z.array(line).min(1),
  confirm: z.boolean().default(true),
});

const saleOrder = z.object({
  name: z.string().optional(),
  customer: z.string().min(1),
  clientOrderRef: z.string().optional(),
  origin: z.string().optional(),
  warehouse: z.string().optional(),
  carrier: z.string().optional(),
  lines: z.array(line).min(1),
  confirm: z.boolean().default(true),
});

const bom = z.object({
  product: z.string().min(1),
  type: z.enum(['phantom', 'normal']).default('phantom'),
  quantity: z.number().positive().default(1),
  lines: z.array(z.object({ product: z.string().min(1), quantity: z.number().positive() })).min(1),
});

/** What an Odoo database holds when the story begins. Every part may be left out. */
export const odooWorldSchema = z.object({
  options: odooOverridesSchema.default({}),
  company: z.string().default('My Company'),
  /** More companies in the same database. */
  otherCompanies: z.array(z.string()).default([]),
  /** `order` users need approval by a purchase administrator. */
  doubleValidation: z.boolean().default(false),
  users: z.array(user).default([
    {
      login: 'bot',
      email: 'bot@example.com',
      password: null,
      language: 'en_US',
      apiKeys: ['demo-odoo-key'],
      groups: [...BOT_GROUPS],
      admin: false,
      companies: [],
    },
  ]),
  warehouses: z
    .array(
      z.object({
        name: z.string().min(1),
        code: z.string().min(1).max(5),
        company: z.string().optional(),
        receptionSteps: z.enum(['one_step', 'two_steps']).default('one_step'),
      }),
    )
    .default([{ name: 'My Company', code: 'WH', receptionSteps: 'one_step' }]),
  tags: z.array(z.string()).default([]),
  partners: z.array(partner).default([]),
  products: z.array(product).default([]),
  boms: z.array(bom).default([]),
  carriers: z.array(z.object({ name: z.string().min(1), trackingUrl: z.string().optional() })).default([]),
  purchaseOrders: z.array(purchaseOrder).default([]),
  saleOrders: z.array(saleOrder).default([]),
});

/** As a caller writes it: defaults may be left out. */
export type OdooWorld = z.input<typeof odooWorldSchema>;
export type ParsedWorld = z.output<typeof odooWorldSchema>;

/** Database ids of what was seeded, by the keys and names of the world. */
export interface SeededIds {
  users: Record<string, number>;
  partners: Record<string, number>;
  products: Record<string, number>;
  carriers: Record<string, number>;
  warehouses: Record<string, number>;
  purchaseOrders: Record<string, number>;
  saleOrders: Record<string, number>;
}
