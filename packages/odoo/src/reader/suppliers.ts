import { z } from 'zod';
import { int, many2one } from '../client/values.js';
import type { Reading } from './reading.js';

const partnerRow = z.object({ id: int, commercial_partner_id: many2one });

/** A related record as a many2one names it. */
interface Named {
  id: number;
  name: string;
}

/**
 * The companies that contacts belong to (`commercial_partner_id`). Odoo writes a contact of a company as `Orchard Ltd, Ann
 * Smith`, so whoever's name has no comma is a company of its own and costs no call (`_get_complete_name`, Odoo 16-19).
 * A user who may not read contacts gets none.
 */
export async function readCommercialPartners(reading: Reading, partners: Named[]): Promise<(partner: Named) => Named> {
  const contacts = partners.filter(({ name }) => name.includes(', ')).map(({ id }) => id);
  const read = (): Promise<z.output<typeof partnerRow>[]> => reading.among('res.partner', partnerRow, 'id', contacts);
  const rows = contacts.length === 0 ? [] : await reading.ifInstalled('res.partner', [], read, 'fallback');
  const companies = new Map(rows.map((row) => [row.id, row.commercial_partner_id]));
  return (partner) => companies.get(partner.id) ?? partner;
}
