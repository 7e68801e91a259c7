import type { PollPage, ShipBobPageRequest } from '@mlc/engine';
import { contentHash } from '@mlc/kernel';
import type { ShipBobClient } from '../http/client.js';
import { readUnidentifiedReceipts } from './centres.js';

/** All open UROs as one page: they are few, and their list knows no time. None before 2026-07. */
export async function pollUros(
  client: ShipBobClient,
  request: ShipBobPageRequest,
): Promise<PollPage & { nextPosition: string | null }> {
  const open = (await readUnidentifiedReceipts(client)) ?? [];
  const rows = open.map((uro) => ({ id: uro.id, hash: contentHash(uro), stamp: uro.created_date, refs: {} }));
  return { rows, serverTime: request.to, last: true, nextPosition: null };
}
