import { BadInput, type Finding, isKnownError } from '@mlc/kernel';
import { type OdooClient, pingOdoo } from '@mlc/odoo';

export interface KeyProof {
  uid: number;
  /** False when the key in use is refused by now, so that there was nothing to compare with. */
  compared: boolean;
  major: number;
}

/**
 * Proves that the new key can do what the one in use does: same user, same company, no right less. Throws BadInput that says
 * what differs.
 */
export async function proveKey(old: OdooClient, next: OdooClient): Promise<KeyProof> {
  const uid = await uidOf(next);
  const before = await uidBefore(old);
  if (before !== null && before !== uid)
    throw new BadInput(`The new key belongs to user ${uid}, the one in use to user ${before}.`, {
      code: 'odoo.key_of_another_user',
      field: '--new-key',
      fix: 'Make the key as the same bot user; to change the user, apply the connection with its key.',
    });
  const worse = await lostWith(before === null ? null : old, next);
  if (worse)
    throw new BadInput(`The new key cannot do what the one in use can: ${worse.message}`, {
      code: worse.code,
      field: '--new-key',
      fix: worse.fix ?? undefined,
    });
  return { uid, compared: before !== null, major: await next.major() };
}

async function uidOf(next: OdooClient): Promise<number> {
  try {
    return await next.uid();
  } catch (error) {
    if (!isKnownError(error) || error.code !== 'odoo.invalid_key') throw error;
    throw new BadInput(`Odoo does not accept the new key: ${error.message}`, {
      code: error.code,
      field: '--new-key',
      fix: error.fix,
    });
  }
}

/** Null when the key in use is refused: then it can only get better. */
async function uidBefore(old: OdooClient): Promise<number | null> {
  try {
    return await old.uid();
  } catch (error) {
    if (isKnownError(error) && error.code === 'odoo.invalid_key') return null;
    throw error;
  }
}

/** An error with the new key that the old one does not have. */
async function lostWith(old: OdooClient | null, next: OdooClient): Promise<Finding | undefined> {
  const errors = (await pingOdoo(next)).filter(({ level }) => level === 'error');
  if (errors.length === 0) return undefined;
  const known = old === null ? [] : await pingOdoo(old);
  const same = (one: Finding) => known.some(({ code, field }) => code === one.code && field === one.field);
  return errors.find((error) => !same(error));
}
