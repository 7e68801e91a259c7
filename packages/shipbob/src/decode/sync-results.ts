import { z } from 'zod';
import { idSchema } from './shape.js';

/** Answer of POST /receiving:setExternalSync (observed). */
export const syncResultsSchema = z.object({
  results: z.array(z.object({ id: idSchema, is_success: z.boolean(), reason: z.string().nullish() })),
});
