import { z } from 'zod';
import { char, int } from '../client/values.js';
import type { Reading } from './reading.js';

const activityRow = z.object({ id: int, note: char });

/**
 * Markers of ours with this prefix that activities on the records carry. From 17 on an activity that was done is kept,
 * archived; on 16 it is gone, and only scheduling it again finds the message that it was done.
 */
export async function readActivityMarkers(
  reading: Reading,
  model: string,
  recordIds: number[],
  prefix: string,
): Promise<string[]> {
  const where = [
    ['res_model', '=', model],
    ['note', 'ilike', prefix],
  ];
  const rows = await reading.among('mail.activity', activityRow, 'res_id', recordIds, where);
  const markers = rows.flatMap((row) => (row.note ?? '').match(/mlc:[\w:.-]+/g) ?? []);
  return [...new Set(markers.filter((marker) => marker.startsWith(prefix)))];
}
