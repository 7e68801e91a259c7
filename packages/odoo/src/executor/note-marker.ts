import type { Domain } from '../client/odoo-client.js';

const WORD = /[\w:.-]/;

/** The marker stands in the text as a word of its own: `mlc:return:12` is not in `mlc:return:123`. */
export function carriesMarker(text: string | null, marker: string): boolean {
  if (text === null) return false;
  for (let at = text.indexOf(marker); at >= 0; at = text.indexOf(marker, at + 1)) {
    const before = text[at - 1] ?? ' ';
    const after = text[at + marker.length] ?? ' ';
    if (!WORD.test(before) && !WORD.test(after)) return true;
  }
  return false;
}

/** Finds at least every text with the marker; `carriesMarker` on what was read decides (`_` is a wildcard to Odoo). */
export const markerDomain = (field: string, marker: string): Domain => [[field, 'ilike', marker]];

/** A marker behind words for people, in a field of one line. */
export const withMarker = (text: string | null, marker: string): string =>
  text === null || text.trim() === '' ? `[${marker}]` : `${text.trim()} [${marker}]`;

/** A source document that carries no marker of ours yet. */
export const isUnmarked = (text: string | null): boolean => !/\[[\w:.-]+\]$/.test((text ?? '').trim());

export const escapeHtml = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

/** Plain text as the paragraph that Odoo's editors would make of it, with the marker small below. */
export function noteHtml(text: string, marker: string): string {
  const lines = text.trim().split(/\r?\n/).map(escapeHtml).join('<br>');
  const paragraph = lines === '' ? '' : `<p>${lines}</p>`;
  return `${paragraph}<p><small>[${marker}]</small></p>`;
}
