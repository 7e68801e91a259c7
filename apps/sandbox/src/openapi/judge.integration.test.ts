import { afterEach, describe, expect, test } from 'vitest';
import { defaultShipBobWorld } from '../shipbob/seed.js';
import { hasSharedReference } from '../testing/shared-reference.js';
import { Started } from '../testing/started.js';
import { driveSurface } from '../testing/surface.js';
import { at, DOCUMENTED, loadDocuments } from './documents.js';
import {
  AMENDMENTS,
  BODIES_THAT_ARE_LISTS,
  EXTRA_PARAMETERS,
  KNOWN_BUGS,
  UNLISTED_CALLS,
  UNLISTED_STATUSES,
} from './known-bugs.js';
import { operationsOf } from './operations.js';

let shipbob: Started | undefined;
afterEach(async () => {
  const started = shipbob;
  shipbob = undefined;
  await started?.stop();
});

/** The default world, enrolled in the placement program, with a token that may do nothing. */
async function start(): Promise<Started> {
  const [account] = defaultShipBobWorld.accounts;
  if (account === undefined) throw new Error('The default world has no account');
  const tokens = [...(account.tokens ?? []), { token: 'sandbox-pat-no-scopes', channel_id: 100102, scopes: [] }];
  shipbob = await Started.start({
    openapi: 'auto',
    shipbob: { rateLimitMax: 10_000 },
    world: { shipbob: { accounts: [{ ...account, tokens, placement_program: true }] } },
  });
  return shipbob;
}

const shapeOf = (call: string): string => call.replace(/\{\w+\}/g, '{}').toLowerCase();

describe.skipIf(!hasSharedReference)('every call of a version, held against ShipBob’s OpenAPI document', () => {
  test.each(DOCUMENTED)(
    '%s: the sandbox answers nothing and takes nothing that the document forbids',
    async (version) => {
      const started = await start();
      await driveSurface(started, version);
      const { calls, violations } = await started.admin.openapi.violations();
      expect(calls).toBeGreaterThan(100);
      expect(
        violations
          .filter((violation) => violation.side === 'sandbox' || !violation.refused)
          .map(({ side, call, status, pointer, message }) => `${side} ${call} ${status} ${pointer}: ${message}`),
      ).toEqual([]);

      // A judge that saw only a part proves only that part.
      const { entries } = await started.admin.journal();
      const done = new Set(entries.filter(({ outcome }) => outcome !== 'refused').map(({ call }) => shapeOf(call)));
      const operations = operationsOf(loadDocuments('auto').get(version) ?? {});
      const missed = operations.map(({ method, template }) => `${method} ${template}`);
      expect(missed.filter((call) => !done.has(shapeOf(call)))).toEqual([]);

      // An excuse that nothing needs any more hides the next mistake.
      const all = (await started.admin.openapi.violations({ all: 'true' })).violations;
      const used = new Set(all.map(({ knownBug }) => knownBug));
      const excuses = KNOWN_BUGS.filter((bug) => bug.versions.includes(version)).map(({ id }) => id);
      expect(excuses.filter((id) => !used.has(id))).toEqual([]);
    },
  );

  test('each amendment names something that the document really has', () => {
    for (const [version, document] of loadDocuments('auto')) {
      for (const amendment of AMENDMENTS.filter(({ versions }) => versions.includes(version))) {
        const schema = at(document, 'components', 'schemas', amendment.schema);
        for (const member of amendment.nullable ?? []) {
          const found = at(schema, 'properties', member);
          expect([amendment.schema, member, found]).toEqual([amendment.schema, member, expect.anything()]);
          expect([amendment.schema, member, at(found, 'nullable')]).toEqual([amendment.schema, member, undefined]);
        }
        for (const member of amendment.notRequired ?? []) {
          // In the schema itself, or in a part of its `allOf`.
          expect([amendment.schema, JSON.stringify(schema)]).toEqual([
            amendment.schema,
            expect.stringMatching(new RegExp(`"required":\\[[^\\]]*"${member.replace('$', '\\$')}"`)),
          ]);
        }
      }
    }
  });

  test('a broken request and a call that the version does not have are the caller’s violations, with their place', async () => {
    const started = await start();
    await started.call('POST', '2026-01/order', { reference_id: 'X', type: 'Nonsense' });
    await started.call('GET', '2025-07/shipments-tracking?ShipmentIds=1');
    await started.call('GET', '2026-01/product?Sku=A&Nonsense=1');
    const { violations } = await started.admin.openapi.violations();
    const seen = violations.map(({ side, call, pointer, refused }) => ({ side, call, pointer, refused }));
    expect(seen).toContainEqual({
      side: 'client',
      call: 'POST /2026-01/order',
      pointer: 'header/shipbob_channel_id',
      refused: true,
    });
    expect(seen).toContainEqual({ side: 'client', call: 'POST /2026-01/order', pointer: 'body/type', refused: true });
    expect(seen).toContainEqual({
      side: 'client',
      call: 'GET /2025-07/shipments-tracking',
      pointer: 'path',
      refused: true,
    });
    expect(seen).toContainEqual({
      side: 'client',
      call: 'GET /2026-01/product',
      pointer: 'query/nonsense',
      refused: false,
    });
    expect(violations.some(({ side }) => side === 'sandbox')).toBe(false);
    await started.admin.openapi.clear();
    expect((await started.admin.openapi.violations()).violations).toEqual([]);
  });

  test('faults are nobody’s violation: the answer is judged as it was before the fault', async () => {
    const started = await start();
    await started.admin.armFaults(
      { side: 'shipbob', action: { type: 'html' } },
      { side: 'shipbob', action: { type: 'truncated' } },
    );
    await started.call('GET', '2026-01/channel');
    await started.call('GET', '2026-01/channel');
    expect(await started.admin.openapi.violations({ all: 'true' })).toMatchObject({ calls: 2, violations: [] });
  });

  test('every excuse has a reason of its own', () => {
    const excuses = [
      ...AMENDMENTS,
      ...KNOWN_BUGS,
      ...EXTRA_PARAMETERS,
      ...BODIES_THAT_ARE_LISTS,
      ...UNLISTED_STATUSES,
      ...UNLISTED_CALLS,
    ];
    expect(excuses.filter(({ reason }) => reason.length < 20)).toEqual([]);
    expect(new Set(KNOWN_BUGS.map(({ id }) => id)).size).toBe(KNOWN_BUGS.length);
  });
});
