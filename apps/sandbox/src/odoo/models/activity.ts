import { activityHooks, finishActivities } from '../business/chatter.js';
import type { Cell } from '../engine/cells.js';
import { f } from '../engine/fields.js';
import type { MethodDef, ModelInput, Version } from '../engine/model.js';
import { active } from './base.js';

const done = (params: readonly string[]): MethodDef => ({
  on: 'records',
  params,
  kind: 'mutating',
  run: finishActivities,
});

/** Things to do for people, on a record of any model. */
export const activityModels = (version: Version): ModelInput[] => [
  {
    name: 'mail.activity.type',
    description: 'Activity Type',
    order: 'sequence, id',
    fields: {
      name: f.char('Name', { required: true }),
      sequence: f.integer('Sequence', { default: 10 }),
      active: active(),
    },
  },
  {
    name: 'mail.activity',
    description: 'Activity',
    order: 'date_deadline ASC, id ASC',
    displayName: (rec) => rec.str('summary') || rec.ref('activity_type_id')?.displayName || `mail.activity,${rec.id}`,
    hooks: activityHooks,
    methods: { action_feedback: done(['feedback?', 'attachment_ids?']), action_done: done([]) },
    fields: {
      // A caller names the model by the context's default; `ir.model` itself is for administrators (observed).
      res_model: f.char('Related Document Model', { readonly: true, required: version === '17' }),
      res_id: f.integer('Related Document ID'),
      res_name: f.char('Document Name', {
        readonly: true,
        compute: (rec): Cell => rec.env.root().rec(rec.str('res_model'), rec.num('res_id')).displayName,
      }),
      activity_type_id: f.many2one('mail.activity.type', 'Activity Type'),
      summary: f.char('Summary'),
      note: f.html('Note'),
      date_deadline: f.date('Due Date', { required: true, default: (env) => env.tx.stamp.slice(0, 10) }),
      user_id: f.many2one('res.users', 'Assigned to', {
        required: version === '17',
        ...(version === '17' ? { default: (env): Cell => env.account.uid } : {}),
      }),
      automated: f.boolean('Automated activity', { readonly: true }),
      active: active(),
    },
  },
];
