import { z } from 'zod';

export const SCOPES = [
  'channels_read',
  'channels_write',
  'orders_read',
  'orders_write',
  'products_read',
  'products_write',
  'inventory_read',
  'inventory_write',
  'receiving_read',
  'receiving_write',
  'returns_read',
  'returns_write',
  'webhooks_read',
  'webhooks_write',
  'locations_read',
  'locations_write',
  'tracking_read',
  'fulfillments_read',
  'fulfillments_write',
  'billing_read',
  'pricing_read',
]; // prettier-ignore

const centreSchema = z.object({
  id: z.number().int(),
  name: z.string(),
  timezone: z.string().default('Central Standard Time'),
  address1: z.string().default('1 Warehouse Way'),
  address2: z.string().default(''),
  city: z.string().default('Cicero'),
  state: z.string().default('IL'),
  country: z.string().default('USA'),
  zip_code: z.string().default('60804'),
  phone_number: z.string().default('555-555-5555'),
  email: z.string().default('warehouse@example.com'),
  receiving: z.boolean().default(true),
  shipping: z.boolean().default(true),
  /** Takes returns. */
  returns: z.boolean().default(true),
  active: z.boolean().default(true),
  /** A centre in a hub region: its WROs are answered with the hub's address. */
  hub_id: z.number().int().nullable().default(null),
});
export type Centre = z.infer<typeof centreSchema>;

const channelSchema = z.object({
  id: z.number().int(),
  name: z.string(),
  application_name: z.string().default('SMA'),
});
export type Channel = z.infer<typeof channelSchema>;

const tokenSchema = z.object({
  token: z.string().min(1),
  /** The token's own channel: the only one it may write to. */
  channel_id: z.number().int(),
  scopes: z.array(z.string()).default(SCOPES),
  /** Made before the tracking calls existed: they answer 401 to it, whatever its scopes say (observed). */
  predates_tracking: z.boolean().default(false),
});
export type Token = z.infer<typeof tokenSchema>;

/**
 * The world on the ShipBob side. Everything that needs ids is created through the same code as a call would.
 * `stock` puts pieces on a centre's shelves.
 */
export const shipbobWorldSchema = z.object({
  /**
   * Added to the first number of WROs, orders, shipments, returns and invoices, so that no two worlds share a number where
   * an Odoo that outlives them remembers it.
   */
  id_offset: z.number().int().nonnegative().default(0),
  accounts: z
    .array(
      z.object({
        user_id: z.number().int(),
        channels: z.array(channelSchema).min(1),
        tokens: z.array(tokenSchema).default([]),
        centres: z.array(centreSchema).min(1),
        /** Enrolled in the Inventory Placement Program. */
        placement_program: z.boolean().default(false),
        shipping_methods: z.array(z.string()).default(['Standard', '2-Day', 'Overnight']),
        /** Bodies of POST /product. */
        products: z.array(z.unknown()).default([]),
        stock: z
          .array(
            z.object({
              sku: z.string(),
              fulfillment_center_id: z.number().int(),
              quantity: z.number().int(),
              lot_number: z.string().nullable().default(null),
              lot_date: z.string().nullable().default(null),
            }),
          )
          .default([]),
      }),
    )
    .min(1),
});
export type ShipBobWorld = z.infer<typeof shipbobWorldSchema>;
export type ShipBobWorldInput = z.input<typeof shipbobWorldSchema>;

/** One merchant with an own and a foreign channel, two tokens and two centres; what a sandbox starts with. */
export const defaultShipBobWorld: ShipBobWorldInput = {
  accounts: [
    {
      user_id: 1001,
      channels: [
        { id: 100102, name: 'Personal Access Token of ml-connector', application_name: 'SMA' },
        { id: 100103, name: 'ShipBob Default', application_name: 'ShipBob' },
      ],
      tokens: [
        { token: 'sandbox-pat', channel_id: 100102 },
        {
          token: 'sandbox-pat-read-only',
          channel_id: 100102,
          scopes: SCOPES.filter((scope) => scope.endsWith('_read')),
        },
        { token: 'sandbox-pat-foreign', channel_id: 100103 },
      ],
      centres: [
        { id: 8, name: 'Cicero (IL)', address1: '5900 W Ogden Ave', address2: 'Suite 100' },
        {
          id: 10,
          name: 'Moreno Valley (CA)',
          timezone: 'Pacific Standard Time',
          address1: '28010 Eucalyptus Ave',
          address2: 'Building #1',
          city: 'Moreno Valley',
          state: 'CA',
          country: 'US',
          zip_code: '92555',
        },
      ],
    },
  ],
};
