import { z } from 'zod';
import type { Account } from '../account.js';

/** Body of POST and PUT /return (OpenAPI 2026-01 "CreateReturnRequest"). Unknown members are ignored. */
export const newReturnSchema = z.object({
  reference_id: z.string().min(1).max(50, 'The field ReferenceId must have at most 50 characters.'),
  fulfillment_center: z.object({ id: z.number().int(), name: z.string().nullish() }),
  inventory: z
    .array(
      z.object({
        id: z.number().int(),
        quantity: z.number().int().min(1, 'Quantity must be at least 1.'),
        requested_action: z.enum(['Default', 'Restock', 'Quarantine', 'Dispose']),
        lot_number: z.string().nullish(),
        lot_date: z.string().nullish(),
      }),
    )
    .min(1, 'At least one inventory item is required.'),
  original_shipment_id: z.number().int().nullish(),
  tracking_number: z.string().max(500).nullish(),
});
export type NewReturn = z.infer<typeof newReturnSchema>;

/**
 * The rules of ShipBob's returns guide: each inventory item once, none that is digital or a bundle, a centre that takes
 * returns, a shipment that exists. The texts are ours; ShipBob prints none.
 */
export function rulesBroken(account: Account, given: NewReturn): string[] {
  const errors: string[] = [];
  const centre = account.centre(given.fulfillment_center.id);
  if (centre === undefined) errors.push(`Fulfillment center ${given.fulfillment_center.id} not found`);
  else if (!centre.returns) errors.push(`Fulfillment center ${centre.id} does not accept returns`);
  const ids = given.inventory.map((item) => item.id);
  const twice = [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
  if (twice.length > 0) errors.push(`Inventory items ${twice.join(', ')} are listed more than once`);
  for (const id of new Set(ids)) {
    const variant = account.variantByInventory(id);
    if (variant === undefined) errors.push(`Inventory item ${id} not found`);
    else if (variant.is_digital) errors.push(`Inventory item ${id} is digital and cannot be returned`);
    else if (variant.bundle_definition.length > 0)
      errors.push(`Inventory item ${id} is a bundle; return its components`);
  }
  const shipmentId = given.original_shipment_id;
  if (shipmentId && account.shipment(shipmentId) === undefined) errors.push(`Shipment ${shipmentId} not found`);
  return errors;
}
