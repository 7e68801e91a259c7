import { isKnownError } from '@mlc/kernel';
import { z } from 'zod';
import type { OdooClient } from '../client/odoo-client.js';
import { char, int, requiredChar } from '../client/values.js';
import { checked, failed, type OdooFinding } from './finding.js';
import { checkModels, checkRights } from './rights.js';

/**
 * Asks Odoo everything that must be right before a first sync: reachable, really Odoo, database, key, company, apps, rights
 * and the bot's e-mail. Writes nothing. Stops at the first finding that makes the later ones pointless.
 */
export async function pingOdoo(client: OdooClient): Promise<OdooFinding[]> {
  const findings = [await checked('odoo.reachable', () => describeServer(client))];
  if (findings.some((finding) => !finding.ok)) return findings;
  let uid = 0;
  findings.push(
    await checked('odoo.key', async () => {
      uid = await client.uid();
      return `The API key is valid; its user has the id ${uid} (protocol ${client.transport}).`;
    }),
  );
  if (findings.some((finding) => !finding.ok)) return findings;
  findings.push(await checkCompany(client));
  if (findings.some((finding) => !finding.ok)) return findings;
  findings.push(...(await checkModels(client)), ...(await checkRights(client)), await checkBot(client, uid));
  return findings;
}

async function describeServer(client: OdooClient): Promise<string> {
  const version = await client.version();
  return `Odoo ${version.text} answers.`;
}

const companyRow = z.object({ id: int, name: requiredChar });

async function checkCompany(client: OdooClient): Promise<OdooFinding> {
  try {
    const [company] = await client.searchRead('res.company', companyRow, {
      domain: [['id', '=', client.companyId]],
      limit: 1,
    });
    if (company)
      return { code: 'odoo.company', ok: true, message: `The company is ${company.name}.`, fix: null, field: null };
  } catch (error) {
    if (!isKnownError(error)) throw error;
    return failed(error.message, error);
  }
  return failed(`This user sees no company with the id ${client.companyId}.`, {
    code: 'odoo.company_not_allowed',
    field: 'odoo.company_id',
    fix: 'Write the id of the company (Settings, Companies) and give the bot user access to it.',
  });
}

const botRow = z.object({ id: int, login: requiredChar, email: char });

/** Up to 18 Odoo refuses business actions of a user without an e-mail address. */
async function checkBot(client: OdooClient, uid: number): Promise<OdooFinding> {
  let bot: z.output<typeof botRow> | undefined;
  try {
    [bot] = await client.read('res.users', botRow, [uid]);
  } catch (error) {
    if (!isKnownError(error)) throw error;
    return failed(error.message, error);
  }
  if (bot?.email)
    return { code: 'odoo.bot_email', ok: true, message: `${bot.login} has an e-mail address.`, fix: null, field: null };
  return failed(`The user ${bot?.login ?? uid} has no e-mail address; Odoo then refuses some changes of orders.`, {
    code: 'odoo.bot_without_email',
    field: 'odoo.login',
    fix: 'Give the bot user an e-mail address in Odoo.',
  });
}
