import { z } from 'zod';

/** Settings of the flow purchase-orders. */
export const wroSettings = z.object({
  number_template: z.string().default('{po.name}'),
  number_template_next: z.string().default('{po.name}-{n}'),
  package: z.enum(['Package', 'Pallet', 'FloorLoadedContainer']).default('Package'),
  box_packaging: z.enum(['EverythingInOneBox', 'OneSkuPerBox', 'MultipleSkuPerBox']).default('EverythingInOneBox'),
  /** Sent as the single box's tracking number when none is known; `{number}` is the WRO's number. */
  tracking_placeholder: z.string().default('{number}'),
});
