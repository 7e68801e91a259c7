/**
 * Crash points: named places where a test may kill this process with SIGKILL, to prove that nothing is lost and nothing
 * happens twice. `ML_CRASH_AT=name:3` dies at the third passage. Without the variable a crash point costs one comparison.
 */
const wanted = process.env['ML_CRASH_AT'];
const counts = new Map<string, number>();
const listeners = new Set<(name: string) => void>();

export const CRASH_POINTS = [
  'poll.page_read',
  'poll.before_commit',
  'poll.after_commit',
  'lane.leased',
  'lane.looked',
  'lane.planned',
  'effect.intended',
  'effect.sent',
  'effect.answered',
  'effect.confirmed',
  'lane.before_end',
  'lane.ended',
  'event.routed',
  'ingress.committed',
  'oauth.leased',
  'oauth.answered',
  'vault.resealed',
  'webhooks.secret_made',
] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

export function crashPoint(name: CrashPoint): void {
  for (const listener of listeners) listener(name);
  if (wanted === undefined) return;
  const count = (counts.get(name) ?? 0) + 1;
  counts.set(name, count);
  if (wanted === `${name}:${count}`) process.kill(process.pid, 'SIGKILL');
}

/** For simulations in one process: the listener may throw to stand in for the kill. Returns the remover. */
export function onCrashPoint(listener: (name: string) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
