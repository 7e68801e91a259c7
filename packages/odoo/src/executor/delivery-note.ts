import { escapeHtml } from './note-marker.js';

/**
 * Our paragraphs in a transfer's note: `[SB-7/12]` tells which shipment it holds, `[SB-7/12] text` says something of it.
 * Text is kept as Odoo keeps it: quotes stay as they are.
 */
const paragraph = (marker: string, text: string): string =>
  `<p>${escaped(text === '' ? marker : `${marker} ${text}`)}</p>`;

const escaped = (text: string): string => escapeHtml(text).replaceAll('&quot;', '"');

export const carriesNote = (note: string | null, marker: string): boolean => (note ?? '').includes(escaped(marker));

/** Whether the marker and all lines stand in the note. Odoo may have cleaned its tags up, never our words. */
export const holdsNotes = (note: string | null, marker: string, lines: readonly string[]): boolean =>
  ['', ...lines].every((line) => (note ?? '').includes(paragraph(marker, line).slice(3, -4)));

/** The note with the marker and the lines that it lacks; null when nothing is lacking. */
export function withNotes(note: string | null, marker: string, lines: readonly string[]): string | null {
  const all = carriesNote(note, marker) ? lines : ['', ...lines];
  const lacking = all.filter((line) => line === '' || !holdsNotes(note, marker, [line]));
  if (lacking.length === 0) return null;
  return `${note ?? ''}${lacking.map((line) => paragraph(marker, line)).join('')}`;
}

/** Odoo copies the note to a backorder: what it says of other shipments stays on the delivery before. */
export const withoutOthers = (note: string | null, marker: string): string | null =>
  note === null
    ? null
    : note.replace(/<p[^>]*>\[SB-\d+\/\d+\][^<]*<\/p>/g, (found) => (found.includes(escaped(marker)) ? found : ''));
