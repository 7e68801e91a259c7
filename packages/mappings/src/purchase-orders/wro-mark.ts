/** What one of our WROs carries in its freight notes: which connection made it, for which receipt, and for what. */
export interface WroMark {
  connectionId: string;
  pickingId: number;
  /** Short hash of number, centre and goods. */
  fingerprint: string;
}

export const markText = ({ connectionId, pickingId, fingerprint }: WroMark): string =>
  `mlc:${connectionId}:${pickingId}:${fingerprint}`;

/** The mark in a WRO's notes; null where somebody else made it, or where the version has no notes. */
export function wroMarkIn(notes: string | null | undefined): WroMark | null {
  const found = /\bmlc:([^\s:,]+):(\d+):([0-9a-f]{6,64})\b/.exec(notes ?? '');
  const [, connectionId, pickingId, fingerprint] = found ?? [];
  if (connectionId === undefined || fingerprint === undefined) return null;
  return { connectionId, pickingId: Number(pickingId), fingerprint };
}

export const isSameMark = (a: WroMark, b: WroMark): boolean => markText(a) === markText(b);

/**
 * Whether a mark says that the WRO was made for none of these receipts. The connection does not count: one that was made
 * anew for the same Odoo finds the WROs of its predecessor.
 */
export const isForeignMark = (mark: WroMark | null, pickingIds: readonly number[]): boolean =>
  mark !== null && !pickingIds.includes(mark.pickingId);
