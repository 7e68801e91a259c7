import { z } from 'zod';

const addressSchema = z.object({
  address1: z.string().min(1),
  address2: z.string().nullish(),
  company_name: z.string().nullish(),
  city: z.string().min(1),
  state: z.string().nullish(),
  country: z.string().length(2, 'Country must be a two-letter ISO code.'),
  zip_code: z.string().nullish(),
});

const lineDetails = {
  quantity: z.number().int().min(1),
  external_line_id: z.number().int().nullish(),
  quantity_unit_of_measure_code: z.enum(['EA', 'INP', 'CS', 'PL']).nullish(),
};

const byReference = z.object({
  ...lineDetails,
  reference_id: z.string().min(1),
  name: z.string().nullish(),
  sku: z.string().nullish(),
  gtin: z.string().max(50).nullish(),
  upc: z.string().max(50).nullish(),
  unit_price: z.number().nullish(),
});
const byId = z.object({ ...lineDetails, id: z.number().int() });

/** Body of POST /order (OpenAPI 2026-01 "CreateOrderModel"). Unknown members are ignored. */
export const newOrderSchema = z.object({
  reference_id: z.string().min(1).max(300),
  shipping_method: z.string().min(1),
  type: z.enum(['DTC', 'DropShip', 'B2B']),
  recipient: z.object({
    name: z.string().min(1).max(300),
    email: z.string().nullish(),
    phone_number: z.string().max(50).nullish(),
    address: addressSchema,
  }),
  products: z.array(z.union([byReference, byId])).min(1),
  order_number: z.string().max(400).nullish(),
  purchase_date: z.string().nullish(),
  location_id: z.number().int().nullish(),
  gift_message: z.string().max(500).nullish(),
  tags: z.array(z.object({ name: z.string().min(1).max(50), value: z.string().min(1).max(500) })).nullish(),
  financials: z.object({ total_price: z.number().nullish() }).nullish(),
  shipping_terms: z.record(z.string(), z.unknown()).nullish(),
  retailer_program_data: z.record(z.string(), z.unknown()).nullish(),
});
/** Body of POST /order:estimate. */
export const estimateSchema = z.object({
  address: z.object({
    country: z.string().length(2, 'Country must be a two-letter ISO code.'),
    address1: z.string().nullish(),
    city: z.string().nullish(),
    state: z.string().nullish(),
    zip_code: z.string().nullish(),
  }),
  products: z
    .array(
      z.object({
        id: z.number().int().nullish(),
        reference_id: z.string().nullish(),
        quantity: z.number().int().min(1).max(199, 'The field Quantity must be between 1 and 199.'),
      }),
    )
    .min(1),
  shipping_methods: z.array(z.string()).nullish(),
});

export type NewOrder = z.infer<typeof newOrderSchema>;
