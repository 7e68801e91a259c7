import type { HttpDoor } from '@mlc/egress';
import { type Clock, type Finding, type Redacted, realClock } from '@mlc/kernel';
import type { OdooClient } from '../client/odoo-client.js';
import type { TransportName } from '../transport/transport.js';
import { attempt } from './attempt.js';
import { checkBot } from './bot.js';
import { checkKey, checkKeyExpiry } from './credentials.js';
import { checkModels, checkRights } from './rights.js';
import { checkServer } from './server.js';
import { checkSettings, type NamedInSettings } from './settings.js';

export interface OdooPingOptions {
  /** How the client was made: with it the ping looks closer at the address and at a refused key. */
  made?: { door: HttpDoor; url: string; transport: TransportName | 'auto'; apiKey: Redacted<string> };
  /** Product time; real time when absent. */
  clock?: Clock;
  /** Settings whose names must exist in Odoo. */
  settings?: NamedInSettings;
}

/**
 * Asks Odoo everything that must be right before a first sync: reachable, really Odoo, database, key, company, apps, rights,
 * the bot's e-mail, and the names in the settings. Writes nothing. Stops where an error makes the later questions pointless.
 */
export async function pingOdoo(client: OdooClient, options: OdooPingOptions = {}): Promise<Finding[]> {
  const { made = null, clock = realClock, settings } = options;
  let uid = 0;
  const steps: (() => Promise<Finding[]>)[] = [
    () => checkServer(client, made && { ...made, clock }),
    async () => {
      const key = await checkKey(client, made);
      uid = key.uid ?? 0;
      return key.findings;
    },
    () => checkBot(client, uid),
    () => checkKeyExpiry(client, uid, clock),
    async () => [...(await checkModels(client)), ...(await checkRights(client, uid))],
    async () => (settings === undefined ? [] : checkSettings(client, settings)),
  ];
  const findings: Finding[] = [];
  for (const step of steps) {
    const told = await attempt(step);
    findings.push(...told);
    // A bot without an e-mail address still sees the database; whoever has no company sees nothing.
    if (told.some(({ level, code }) => level === 'error' && code !== 'odoo.bot_without_email')) break;
  }
  return findings;
}
