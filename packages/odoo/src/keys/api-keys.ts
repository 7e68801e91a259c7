import { BadInput, isKnownError, type Redacted, Rejected, redact } from '@mlc/kernel';
import type { OdooClient } from '../client/odoo-client.js';

const MODEL = 'res.users.apikeys';

export interface NewKey {
  /** The key in use, which proves who asks. */
  current: Redacted<string>;
  /** Shown to people in Odoo's list of keys. */
  name: string;
  /** Last day, `YYYY-MM-DD`. The user's groups say how far off it may be (90 days for ordinary users). */
  expires: string;
}

/**
 * Makes a further API key of the client's user. Odoo 19 only, for Settings administrators or where the system parameter
 * `base.enable_programmatic_api_keys` allows it (observed; Odoo docs "External JSON-2 API"). Throws BadInput with the fix
 * where Odoo does not allow it, and OutcomeUnknown when no answer came: a key of that name may then be there, unused.
 */
export async function generateApiKey(
  client: OdooClient,
  { current, name, expires }: NewKey,
): Promise<Redacted<string>> {
  const major = await client.major();
  if (major < 19)
    throw new BadInput(`Odoo ${major} makes API keys by a person's hand only.`, {
      code: 'odoo.key_not_generated',
      field: '--generate',
      fix: `${BY_HAND} and give it with --new-key.`,
    });
  const params = { key: current.reveal(), scope: null, name, expiration_date: expires };
  try {
    const made = await client.call(MODEL, 'generate', { params, pinCompany: false });
    if (typeof made === 'string' && made !== '') return redact(made);
  } catch (error) {
    throw refused(error);
  }
  throw new Rejected('Odoo answered the making of an API key without a key.', { code: 'odoo.contract' });
}

/**
 * Ends a key at Odoo, asked with another key of the same user. True when it was ended now, false when Odoo did not know it
 * any more. Throws BadInput where Odoo does not allow it.
 */
export async function revokeApiKey(client: OdooClient, key: Redacted<string>): Promise<boolean> {
  try {
    await client.call(MODEL, 'revoke', { params: { key: key.reveal() }, pinCompany: false });
    return true;
  } catch (error) {
    // Said of the key that was to be revoked, in words of its own; of the one that asked Odoo says "Invalid apikey".
    if (isKnownError(error) && /provided API key is invalid/i.test(error.message)) return false;
    throw refused(error);
  }
}

const BY_HAND = 'Make a key in Odoo as the bot user (Preferences, Account Security, New API Key)';

function refused(error: unknown): unknown {
  if (!isKnownError(error)) return error;
  if (/Programmatic API keys are not enabled/i.test(error.message))
    return new BadInput('This Odoo does not let the bot user make or end API keys by itself.', {
      code: 'odoo.key_not_generated',
      field: '--generate',
      fix: `Set the system parameter base.enable_programmatic_api_keys to True in Odoo, or: ${BY_HAND} and give it with --new-key.`,
    });
  if (error instanceof Rejected && error.code === 'odoo.user_error')
    return new BadInput(error.message, {
      code: 'odoo.key_not_generated',
      field: '--expires',
      fix: 'Correct what Odoo names: a shorter time with --expires, or delete keys that nobody uses any more.',
    });
  return error;
}
