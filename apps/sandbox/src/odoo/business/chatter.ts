import type { Py } from '../engine/cells.js';
import { userError, valueError } from '../engine/errors.js';
import type { Hooks, MethodCall } from '../engine/model.js';
import type { Rec } from '../engine/record.js';
import { asText } from '../methods/arguments.js';
import { authorOf, escapeHtml } from '../methods/chatter.js';

export const activityHooks: Hooks = {
  create: (env, vals) => {
    const { res_model: model, res_id: id } = vals;
    if (typeof model !== 'string' || !env.hasModel(model)) return vals;
    if (typeof id !== 'number' || id === 0)
      throw valueError('Activities have to be linked to records with a not null res_id.');
    env.require(model, 'write');
    env.mustExist([env.rec(model, id)]);
    // Somebody else is told of it, by mail.
    if (typeof vals['user_id'] === 'number' && vals['user_id'] !== env.account.uid) authorOf(env);
    const [type] = env.root().search('mail.activity.type', [], { limit: 1 });
    return { ...vals, activity_type_id: vals['activity_type_id'] || (type?.id ?? false) };
  },
  created: (activity) =>
    activity.env.effect('activity.scheduled', `${activity.str('res_model')},${activity.num('res_id')}`, {
      summary: activity.str('summary'),
      user: activity.ref('user_id')?.str('login') ?? null,
      deadline: activity.str('date_deadline'),
    }),
};

/** Done: the record's chatter tells of it with the note; 17 deletes the activity, 19 archives it (observed). */
export function finishActivities({ env, recs, args }: MethodCall): Py {
  const root = env.root();
  const feedback = asText(args['feedback']) ?? '';
  const ids = recs.map((rec) => finish(root.rec('mail.activity', rec.id), feedback));
  return ids[0] ?? false;
}

function finish(activity: Rec, feedback: string): number {
  const { env } = activity;
  if (!activity.bool('active')) throw userError('The activity is done already.');
  const type = activity.ref('activity_type_id')?.displayName ?? '';
  const summary = activity.str('summary');
  const note = activity.str('note');
  const message = env.make('mail.message', {
    model: activity.str('res_model'),
    res_id: activity.num('res_id'),
    body:
      `<div><p><span>${escapeHtml(type)}</span> done${summary === '' ? '' : `: <span>${escapeHtml(summary)}</span>`}</p>` +
      `${note === '' ? '' : `<div>Original note:</div><div>${note}</div>`}` +
      `${feedback === '' ? '' : `<div>Feedback:</div><div>${escapeHtml(feedback)}</div>`}</div>`,
    date: env.tx.stamp,
    message_type: 'notification',
    subtype_xmlid: 'mail.mt_activities',
    author_id: authorOf(env)?.id ?? false,
  });
  if (env.is19) activity.set({ active: false });
  else env.unlink([activity]);
  return message.id;
}
