import { Bug } from '@mlc/kernel';

const SUBJECTS = ['product', 'purchase-order', 'wro', 'order', 'return', 'invoice', 'stock', 'uro', 'day'] as const;

/** A lane orders the work of one subject; its key is `<subject>:<id>`. */
export type Subject = (typeof SUBJECTS)[number];

export const laneKey = (subject: Subject, id: number | string): string => `${subject}:${id}`;

export function parseLane(key: string): { subject: Subject; id: number } {
  const [name, id] = key.split(':');
  const subject = SUBJECTS.find((known) => known === name);
  if (subject !== undefined && /^\d+$/.test(id ?? '')) return { subject, id: Number(id) };
  throw new Bug(`Lane key ${JSON.stringify(key)} is not <subject>:<number>`);
}
