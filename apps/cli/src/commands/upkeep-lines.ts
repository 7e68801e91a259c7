import { CENTRES, ODOO_KEY, readCentresMemory, readOdooKeyMemory, readWebhookMemory, WEBHOOKS } from '@mlc/platform';
import type { StatusReport } from '@mlc/store';
import { bad, faint, shortTime } from '../output.js';

/** Latest mendings shown. */
const SHOWN = 3;

/** How webhook subscriptions, ShipBob's centres and the Odoo key fare, for `mlc status`. */
export function upkeepLines({ upkeep }: Pick<StatusReport, 'upkeep'>): string[] {
  return upkeep.flatMap((row) => {
    const failed = row.lastError === null ? [] : [bad(`          ${row.task}: ${row.lastError}`)];
    if (row.task === WEBHOOKS) return [...webhookLines(row), ...failed];
    if (row.task === ODOO_KEY) return [...keyLines(row), ...failed];
    if (row.task === CENTRES) return [...centreLines(row), ...failed];
    return failed;
  });
}

function webhookLines({ memory, endedAt }: StatusReport['upkeep'][number]): string[] {
  const { topics, polled, done, olderUntil } = readWebhookMemory(memory);
  if (topics.length === 0 && polled.length === 0) return [];
  const only =
    polled.length === 0 ? '' : `, ${polled.length} only polled (${polled.map(({ topic }) => topic).join(', ')})`;
  return [
    `watched   ${topics.length} topics subscribed${only}; last looked ${shortTime(endedAt)}`,
    ...done
      .slice(0, SHOWN)
      .map(({ at, action, id, reason }) => faint(`          ${shortTime(at)} ${action} ${id ?? ''}: ${reason}`)),
    ...(olderUntil === null
      ? []
      : [faint(`          subscriptions with the replaced secret stay until ${shortTime(olderUntil)}`)]),
  ];
}

function centreLines({ memory }: StatusReport['upkeep'][number]): string[] {
  const { problems, fresh } = readCentresMemory(memory);
  return [
    ...problems.map((problem) => bad(`centres   ${problem}`)),
    ...fresh.map(
      ({ id, name, since }) =>
        `centres   ${id} (${name}) is new since ${shortTime(since)}; goods there are held until the settings name it`,
    ),
  ];
}

function keyLines({ memory }: StatusReport['upkeep'][number]): string[] {
  const { revokeAt, expires, warning, leftOver } = readOdooKeyMemory(memory);
  return [
    ...(revokeAt === null ? [] : [`odoo key  the replaced one is ended at Odoo after ${shortTime(revokeAt)}`]),
    ...(leftOver === null ? [] : [bad(`odoo key  ${leftOver}`)]),
    ...(expires === null ? [] : [`odoo key  good until ${expires}`]),
    ...(warning === null ? [] : [bad(`odoo key  ${warning}`)]),
  ];
}
