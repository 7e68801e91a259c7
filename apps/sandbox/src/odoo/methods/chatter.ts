import { mayAccess } from '../engine/access.js';
import type { Env } from '../engine/env.js';
import { accessError, userError } from '../engine/errors.js';
import type { MethodDef, ModelDef } from '../engine/model.js';
import type { Rec } from '../engine/record.js';
import { asText } from './arguments.js';

export const escapeHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&#34;')
    .replaceAll("'", '&#39;');

/** The caller's contact. Before 19 whatever writes to the chatter fails for an author without e-mail (observed). */
export function authorOf(env: Env): Rec | null {
  const author = env.root().rec('res.users', env.account.uid).ref('partner_id');
  if (!env.is19 && (author?.str('email') ?? '') === '') {
    throw userError("Unable to send message, please configure the sender's email address.");
  }
  return author;
}

/** Whoever may not write a record may not write about it; 19 says so of the message (observed on 17 and 19). */
function requirePosting(env: Env, model: ModelDef): void {
  // The one model of ours on which whoever reads may post.
  if (mayAccess(env, model, model.name === 'account.move' ? 'read' : 'write')) return;
  if (!env.is19) env.require(model.name, 'write');
  const message = env.tx.db.table('mail.message').nextId();
  throw accessError(
    'The requested operation cannot be completed due to security restrictions. Please contact your system administrator.\n\n' +
      `(Document type: Message, Operation: create)\n\nRecords: ${message}, User: ${env.account.uid}`,
  );
}

/**
 * `message_post`: stores the note, escaped unless `body_is_html`; the record's own stamp does not move.
 * 17 answers the id and needs the author's e-mail, 19 answers `[id]` (observed).
 */
export const chatterMethod: MethodDef = {
  on: 'records',
  params: ['body?', 'subject?', 'message_type?', 'subtype_xmlid?', 'body_is_html?'],
  kwargs: true,
  kind: 'mutating',
  run: ({ env, model, recs, args }) => {
    requirePosting(env, model);
    const root = env.root();
    const author = authorOf(env);
    const raw = asText(args['body']) ?? '';
    const body = args['body_is_html'] === true ? raw : `<p>${escapeHtml(raw)}</p>`;
    const ids = recs.map((rec) => {
      const message = root.make('mail.message', {
        model: model.name,
        res_id: rec.id,
        body,
        subject: asText(args['subject']) ?? false,
        date: env.tx.stamp,
        message_type: asText(args['message_type']) ?? 'notification',
        subtype_xmlid: asText(args['subtype_xmlid']) ?? false,
        author_id: author?.id ?? false,
      });
      env.effect('chatter.posted', `${model.name},${rec.id}`, { record: rec.displayName, body });
      return message.id;
    });
    return env.is19 ? ids : (ids[0] ?? false);
  },
};
