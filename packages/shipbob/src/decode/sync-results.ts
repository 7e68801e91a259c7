import { z } from 'zod';
import { idSchema, record } from './shape.js';

/** Answer of POST /receiving:setExternalSync (observed). */
export const syncResultsSchema = record({
  results: z.array(record({ id: idSchema, is_success: z.boolean(), reason: z.string().nullish() })),
});
