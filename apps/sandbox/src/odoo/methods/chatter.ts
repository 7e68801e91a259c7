import type { Env } from '../engine/env.js';
import { userError } from '../engine/errors.js';
import type { MethodDef } from '../engine/model.js';
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
    env.require(model.name, 'read');
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
