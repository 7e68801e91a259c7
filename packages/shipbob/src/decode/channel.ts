import { z } from 'zod';
import { idSchema } from './shape.js';

/** GET /channel: what a token may see. Its own channel is the one with `*_write` scopes (ShipBob docs "channels"). */
export const channelSchema = z
  .object({
    id: idSchema,
    name: z.string().nullish(),
    application_name: z.string().nullish(),
    scopes: z.array(z.string()).nullish(),
  })
  .transform((channel) => ({
    id: channel.id,
    name: channel.name ?? '',
    application_name: channel.application_name ?? '',
    scopes: channel.scopes ?? [],
  }));

export type ShipBobChannel = z.output<typeof channelSchema>;

export const isOwnChannel = (channel: ShipBobChannel): boolean =>
  channel.scopes.some((scope) => scope.endsWith('_write'));
