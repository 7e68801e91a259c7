import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { closeJudged } from './openapi.js';

const folder = fileURLToPath(new URL('..', import.meta.url));
const violation = {
  seq: 3,
  version: '2026-01',
  side: 'client' as const,
  call: 'GET /2026-01/receiving',
  status: null,
  pointer: 'query/Statuse',
  message: 'The call has no such parameter.',
  refused: false,
  knownBug: null,
};
const judged = (...violations: (typeof violation)[]) => ({
  openapi: { violations: async () => ({ versions: ['2026-01'], calls: 9, violations: [...violations] }) },
});

describe('the end of a stage', () => {
  it('fails, after all was closed, when the documents forbid a call', async () => {
    const close = vi.fn(async () => undefined);
    const ending = closeJudged(judged(violation, violation), close);
    await expect(ending).rejects.toThrow(/^Against.*\n2 x client GET \/2026-01\/receiving {2}query\/Statuse: The call/);
    expect(close).toHaveBeenCalledOnce();
  });

  it('fails, after all was closed, when nobody can say what was judged', async () => {
    const close = vi.fn(async () => undefined);
    const gone = { openapi: { violations: async () => Promise.reject(new Error('connection refused')) } };
    await expect(closeJudged(gone, close)).rejects.toThrow('connection refused');
    expect(close).toHaveBeenCalledOnce();
  });

  it('is quiet when nothing was forbidden, or was asked on purpose', async () => {
    await closeJudged(judged(), async () => undefined);
    await closeJudged(
      judged(violation),
      async () => undefined,
      ({ seq }) => seq === 3,
    );
  });
});

describe('tests that start a sandbox', () => {
  /** They speak to its Odoo alone. */
  const odooOnly = ['conformance/odoo-sandbox.stage.ts', 'conformance/odoo/target.ts'];

  it('hold it against ShipBob’s documents at their end', () => {
    const starts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && path !== 'support/openapi.unit.test.ts')
      .map((path) => ({ path, text: readFileSync(`${folder}/${path}`, 'utf8') }))
      .filter(({ text }) => /\b(createSandbox|openStage)\(/.test(text));
    expect(starts.length).toBeGreaterThan(5);
    const unjudged = starts.filter(({ text }) => !text.includes('closeJudged('));
    expect(unjudged.map(({ path }) => path).sort()).toEqual(odooOnly);
    const off = starts.filter(({ text }) => text.includes('createSandbox(') && !text.includes("openapi: 'auto'"));
    expect(off.map(({ path }) => path).sort()).toEqual(odooOnly);
  });
});
