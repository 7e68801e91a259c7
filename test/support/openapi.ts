import { appendFileSync } from 'node:fs';
import type { SandboxAdmin } from '@mlc/sandbox';
import { expect } from 'vitest';

/** The version of ShipBob's API that a test speaks. MLC_DEMO_SHIPBOB_VERSION takes a whole run to one that has a document. */
export const shipbobVersion = (own = '2026-07'): string => process.env['MLC_DEMO_SHIPBOB_VERSION'] ?? own;

type Seen = Awaited<ReturnType<SandboxAdmin['openapi']['violations']>>;

type Violation = Seen['violations'][number];

/** The part of a sandbox's admin interface that tells what was judged. */
interface Judged {
  openapi: { violations(): Promise<Seen> };
}

/**
 * Ends a stage, and fails when ShipBob's OpenAPI documents (where they are at hand) forbid a request that was made on it or
 * an answer that was given. A request that the sandbox refused counts, too: the connector should not have made it; unless
 * it is `meant`, since the test asked something wrong on purpose.
 * MLC_OPENAPI_COUNTS=<path> adds a line of JSON per stage to that file, to show how much was judged.
 */
export async function closeJudged(
  admin: Judged,
  close: () => Promise<void>,
  meant: (violation: Violation) => boolean = () => false,
): Promise<void> {
  let seen: Seen;
  try {
    const all = await admin.openapi.violations();
    seen = { ...all, violations: all.violations.filter((violation) => !meant(violation)) };
  } finally {
    await close();
  }
  count(seen);
  const lines = grouped(seen);
  if (lines.length > 0) throw new Error(`Against ShipBob’s OpenAPI documents:\n${lines.join('\n')}`);
}

function grouped({ violations }: Seen): string[] {
  const times = new Map<string, number>();
  for (const { side, call, status, pointer, message } of violations) {
    const line = `${side} ${call} ${status ?? ''} ${pointer}: ${message}`;
    times.set(line, (times.get(line) ?? 0) + 1);
  }
  return [...times].map(([line, n]) => `${n} x ${line}`);
}

function count({ calls, violations }: Seen): void {
  const path = process.env['MLC_OPENAPI_COUNTS'];
  if (!path) return;
  const test = expect.getState().testPath?.replace(/^.*\/(?=(test|packages|apps)\/)/, '');
  appendFileSync(path, `${JSON.stringify({ test, calls, violations: violations.length })}\n`);
}
