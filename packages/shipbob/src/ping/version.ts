import type { Finding } from '@mlc/kernel';
import type { ShipBobClient } from '../http/client.js';
import { SHIPBOB_VERSIONS, type ShipBobVersion } from '../versions.js';
import { Asker } from './ask.js';
import { found } from './catalogue.js';

const DAY_MS = 86_400_000;
const WARN_DAYS = 90;
const field = 'shipbob.version';

/** Whether the version in use is supported for a while. */
export function checkVersion({ version, traits }: ShipBobClient, nowMs: number): Finding {
  const { supportedUntil } = traits;
  const daysLeft = Math.floor((Date.parse(`${supportedUntil}T23:59:59Z`) - nowMs) / DAY_MS);
  const served = `ShipBob serves version ${version}, supported until ${supportedUntil}`;
  if (daysLeft > WARN_DAYS) return found.ok('shipbob.version', `${served}.`);
  if (daysLeft < 0) return found.wrong('shipbob.version_ended', `${served}: that day has passed.`, { field });
  return found.wrong('shipbob.version_ends', `${served}: ${daysLeft} days are left.`, { field });
}

/**
 * A version that is not served looks like a wrong address. When another version answers, it is the version; null when none
 * does.
 */
export async function whyNotServed(
  version: ShipBobVersion,
  at: (version: ShipBobVersion) => Promise<ShipBobClient>,
): Promise<Finding | null> {
  const others = SHIPBOB_VERSIONS.filter((other) => other !== version).toReversed();
  const answering: string[] = [];
  for (const other of others) {
    const asker = new Asker(await at(other));
    if ('value' in (await asker.try(() => asker.channels()))) answering.push(other);
  }
  if (answering.length === 0) return null;
  const message = `ShipBob does not answer version ${version}, but ${answering.join(' and ')}.`;
  return found.wrong('shipbob.version_not_served', message, { field, fix: `Set shipbob.version to ${answering[0]}.` });
}
