/** The numbers in one `carrier_tracking_ref`: Odoo has one text field, several parcels are joined by commas. */
const trackingNumbers = (ref: string | null): string[] =>
  (ref ?? '')
    .split(',')
    .map((number) => number.trim())
    .filter((number) => number !== '');

/** The existing numbers first, then the new ones that are not among them; null when there is none at all. */
export function mergeTracking(existing: string | null, added: string | null): string | null {
  const merged = [...new Set([...trackingNumbers(existing), ...trackingNumbers(added)])];
  return merged.length === 0 ? null : merged.join(',');
}

export const holdsTracking = (ref: string | null, wanted: string | null): boolean => {
  const held = new Set(trackingNumbers(ref));
  return trackingNumbers(wanted).every((number) => held.has(number));
};
