import { Bug } from '@mlc/kernel';

/** A lane orders the work of one subject; its key is `<subject>:<id>`. */
export type Subject = 'product' | 'purchase-order' | 'wro' | 'order';

export const laneKey = (subject: Subject, id: number | string): string => `${subject}:${id}`;

export function parseLane(key: string): { subject: Subject; id: number } {
  const [subject, id] = key.split(':');
  if (
    (subject === 'product' || subject === 'purchase-order' || subject === 'wro' || subject === 'order') &&
    /^\d+$/.test(id ?? '')
  )
    return { subject, id: Number(id) };
  throw new Bug(`Lane key ${JSON.stringify(key)} is not <subject>:<number>`);
}
