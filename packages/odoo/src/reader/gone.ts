import type { KnownRow, OdooSource } from '@mlc/engine';
import { z } from 'zod';
import { int } from '../client/values.js';
import { readKitsOver } from './kits-above.js';
import { modelOf } from './page.js';
import type { Reading } from './reading.js';

const idRow = z.object({ id: int });

/**
 * Which of these records Odoo no longer shows, archived ones taken for shown. A deletion leaves no stamp behind, so they are
 * asked for by id: one call for a thousand. What a deleted bill of materials concerned is told as far up as kits lie in
 * kits.
 */
export async function readGone(reading: Reading, source: OdooSource, known: KnownRow[]): Promise<KnownRow[]> {
  const model = await modelOf(reading, source);
  const ids = known.map(({ id }) => id);
  const there = new Set((await reading.among(model, idRow, 'id', ids)).map(({ id }) => id));
  const gone = known.filter(({ id }) => !there.has(id));
  if (gone.length === 0 || (source !== 'mrp.bom' && source !== 'mrp.bom.line')) return gone;
  const over = await readKitsOver(reading, gone.flatMap(madeBy));
  return gone.map((row) => {
    const all = madeBy(row).flatMap((id) => over.get(id) ?? [id]);
    return { ...row, refs: { ...row.refs, product_ids: [...new Set(all)].sort((a, b) => a - b).join(',') } };
  });
}

/** The products that its bill made when it was last read. */
const madeBy = ({ refs }: KnownRow): number[] =>
  String(refs['product_ids'] ?? '')
    .split(',')
    .filter((id) => id !== '')
    .map(Number);
