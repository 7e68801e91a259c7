import { isKnownError } from '@mlc/kernel';
import type { ShipBobClient } from '../http/client.js';
import { NEWEST_VERSION, SHIPBOB_VERSIONS, type ShipBobVersion } from '../versions.js';
import { readChannels } from './channels.js';

/** What a version that this account is not served answers with: nothing at that address, or a refusal. */
const NOT_SERVED = new Set(['shipbob.wrong_address', 'shipbob.bad_request']);

/**
 * The newest version the account answers, by one read of the channel list each; one call where the newest is served. Any
 * other trouble (a wrong token, no network) says nothing about versions: the newest is answered, and whoever asks ShipBob
 * next meets that trouble with its own words.
 */
export async function newestServedVersion(
  connect: (version: ShipBobVersion) => Promise<ShipBobClient>,
): Promise<ShipBobVersion> {
  for (const version of SHIPBOB_VERSIONS.toReversed()) {
    const served = await isServed(await connect(version));
    if (served === 'yes') return version;
    if (served === 'unknown') break;
  }
  return NEWEST_VERSION;
}

async function isServed(client: ShipBobClient): Promise<'yes' | 'no' | 'unknown'> {
  try {
    await readChannels(client, 'interactive');
    return 'yes';
  } catch (error) {
    if (!isKnownError(error)) throw error;
    return NOT_SERVED.has(error.code) ? 'no' : 'unknown';
  }
}
