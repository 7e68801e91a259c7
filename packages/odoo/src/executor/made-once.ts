import { isKnownError, Rejected, RetryLater } from '@mlc/kernel';
import { z } from 'zod';
import type { OdooClient } from '../client/odoo-client.js';
import { int } from '../client/values.js';

const reference = z.tuple([z.string(), z.union([int, z.literal(false)])]);

/**
 * The id of a record by its external id, or null. A bot may not read `ir.model.data`; this lookup is open to everybody who
 * may read the record (16-19), and an unknown id is a ValueError.
 */
export async function findMade(
  client: OdooClient,
  model: string,
  externalId: string,
  deadlineMs: number,
): Promise<number | null> {
  const dot = externalId.indexOf('.');
  const params = { module: externalId.slice(0, dot), xml_id: externalId.slice(dot + 1) };
  let found: unknown;
  try {
    const options = { params, mutating: false, deadlineMs };
    found = await client.call('ir.model.data', 'check_object_reference', options);
  } catch (error) {
    if (isKnownError(error) && /External ID not found/.test(error.message)) return null;
    throw error;
  }
  const [is, id] = reference.parse(found);
  return is === model && id !== false ? id : null;
}

/** One record with its lines as `load` wants it: values as text, the header's cells in the first row only. */
export function rowsFor(
  header: [string, string][],
  under: string,
  lines: [string, string][][],
): { fields: string[]; data: string[][] } {
  return {
    fields: [...header.map(([field]) => field), ...(lines[0] ?? []).map(([field]) => `${under}/${field}`)],
    data: lines.map((cells, index) => [
      ...header.map(([, value]) => (index === 0 ? value : '')),
      ...cells.map(([, value]) => value),
    ]),
  };
}

export async function loadOne(
  client: OdooClient,
  model: string,
  { fields, data }: ReturnType<typeof rowsFor>,
  { what, code, fix, deadlineMs }: { what: string; code: string; fix: string; deadlineMs: number },
): Promise<void> {
  const answer = await client.load(model, fields, data, { deadlineMs });
  if ('ids' in answer) return;
  const said = answer.messages.join(' ').trim();
  // Answered with 200, and rolled back.
  if (/could not serialize|deadlock|concurrent update/i.test(said))
    throw new RetryLater(`Odoo answered ${model}.load with: ${said}`, 5_000, { code: 'odoo.transient' });
  throw new Rejected(`Odoo did not take ${what}: ${said || 'without a reason'}`, { code, fix });
}
