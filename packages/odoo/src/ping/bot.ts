import { type Finding, type Json, Rejected } from '@mlc/kernel';
import { z } from 'zod';
import type { OdooClient } from '../client/odoo-client.js';
import { char, ids, int, requiredChar } from '../client/values.js';
import { found } from './catalogue.js';

const botRow = z.object({ id: int, login: requiredChar, email: char, lang: char, company_ids: ids });
const companyRow = z.object({ id: int, name: requiredChar });
type Bot = z.output<typeof botRow>;

/** The user behind the key: company, e-mail and language. Asked without the pinned company, which may be the fault. */
export async function checkBot(client: OdooClient, uid: number): Promise<Finding[]> {
  const [bot] = await readFree(client, 'res.users', botRow, [uid], {});
  if (bot === undefined) return [];
  const company = await checkCompany(client, bot);
  if (company.level !== 'ok') return [company];
  return [company, checkEmail(bot), ...checkLanguage(bot)];
}

async function checkCompany(client: OdooClient, bot: Bot): Promise<Finding> {
  const context = { allowed_company_ids: bot.company_ids };
  const allowed = await readFree(client, 'res.company', companyRow, bot.company_ids, context);
  const company = allowed.find(({ id }) => id === client.companyId);
  if (company) return found.ok('odoo.company', `The company is ${company.name}.`);
  const list = allowed.map(({ id, name }) => `${id} (${name})`).join(', ');
  return found.wrong('odoo.company_not_allowed', `${bot.login} has no access to a company ${client.companyId}.`, {
    field: 'odoo.company_id',
    fix: `Write one of the companies it may use: ${list}; or give it access to company ${client.companyId} (Settings, Users).`,
  });
}

/** Up to 18 Odoo refuses business actions of a user without an e-mail address. */
function checkEmail({ login, email }: Bot): Finding {
  if (email) return found.ok('odoo.bot_email', `${login} has an e-mail address.`);
  return found.wrong(
    'odoo.bot_without_email',
    `The user ${login} has no e-mail address; Odoo then refuses some changes of orders.`,
    { field: 'odoo.login' },
  );
}

function checkLanguage({ login, lang }: Bot): Finding[] {
  if (lang === null || /^en(_|$)/.test(lang)) return [];
  return [
    found.wrong(
      'odoo.bot_language',
      `The language of ${login} is ${lang}: Odoo tells it its errors in that language.`,
      { field: 'odoo.login' },
    ),
  ];
}

async function readFree<R extends z.ZodObject>(
  client: OdooClient,
  model: string,
  row: R,
  recordIds: number[],
  context: Record<string, Json>,
): Promise<z.output<R>[]> {
  const fields = Object.keys(row.shape);
  const options = { ids: recordIds, params: { fields }, context, mutating: false, pinCompany: false };
  const parsed = z.array(row).safeParse(await client.call(model, 'read', options));
  if (parsed.success) return parsed.data;
  throw new Rejected(`Odoo answered ${model}.read with something unexpected.`, { code: 'odoo.contract' });
}
