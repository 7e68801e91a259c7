/**
 * Postgres stores neither the character NUL nor half a surrogate pair, and a remote's text may hold both. They become
 * U+FFFD, so that one odd name can never wedge a lane.
 */
const REPLACEMENT = '\ufffd';
const halfPair = /\p{Surrogate}/gu;
/** In JSON text these characters stand only as escapes; an escaped backslash before `u0000` is not one of them. */
const unstorableEscapes = /\\\\|\\u0000|\\ud[89a-f][0-9a-f]{2}/gi;

export const safeText = (text: string): string => text.replaceAll('\0', REPLACEMENT).replace(halfPair, REPLACEMENT);

/** JSON text for a jsonb parameter; `undefined` becomes null. */
export function jsonText(value: unknown): string {
  const text: string = JSON.stringify(value) ?? 'null';
  return text.replace(unstorableEscapes, (found) => (found === '\\\\' ? found : REPLACEMENT));
}

/** As jsonText, but null stays SQL's null. */
export const jsonTextOrNull = (value: unknown): string | null =>
  value === null || value === undefined ? null : jsonText(value);
