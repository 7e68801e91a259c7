import { toJson } from '@mlc/kernel';
import type { Answer } from '../core/exchange.js';
import { brokenCursor, cursorPage, openCursor } from './http/paging.js';
import type { Call, Route } from './http/router.js';

/** GET /channel. */
export function accountRoutes(): Route[] {
  return [{ method: 'GET', path: '/channel', scope: 'channels_read', handle: listChannels }];
}

/** Style D. Only the token's own channel shows `*_write` scopes: that is how a client knows which one is its own. */
function listChannels(call: Call): Answer {
  const cursor = openCursor(call.query);
  if (cursor === null) return brokenCursor();
  const rows = call.account.channels
    .toSorted((a, b) => a.id - b.id)
    .map((channel) => ({
      id: channel.id,
      view: () =>
        toJson({
          id: channel.id,
          name: channel.name,
          application_name: channel.application_name,
          scopes: channel.id === call.channel.id ? call.scopes : call.scopes.filter((scope) => scope.endsWith('_read')),
        }),
    }));
  return cursorPage({
    rows,
    query: call.query,
    cursor,
    size: { name: 'RecordsPerPage', fallback: 50, max: 250 },
    link: (token) => `/${call.version}/channel?cursor=${token}`,
    ends: false,
  });
}
