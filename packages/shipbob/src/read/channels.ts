import type { CallPriority } from '@mlc/engine';
import { channelSchema, type ShipBobChannel } from '../decode/channel.js';
import type { ShipBobClient } from '../http/client.js';
import { readCursorPages } from '../http/paging.js';
import { endpoints } from '../versions.js';

/** Every channel the token can see. Needs `channels_read`. */
export const readChannels = (client: ShipBobClient, priority: CallPriority): Promise<ShipBobChannel[]> =>
  readCursorPages(
    client,
    { path: endpoints.channels.path, query: { RecordsPerPage: endpoints.channels.limit }, priority },
    channelSchema,
  );
