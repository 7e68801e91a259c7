import type { Finding } from '@mlc/kernel';
import { DOCTOR } from '@mlc/platform';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type BrokenSetup, DoctorBench, OTHER_KEY } from '../support/doctor/bench.js';
import { ODOO_CASES } from '../support/doctor/odoo-cases.js';
import { CONNECTION_CASES, SHIPBOB_CASES } from '../support/doctor/shipbob-cases.js';

/** Certificates that only a process started with its own authority can judge: doctor.e2e.test.ts. */
const BY_COMMAND = ['egress.tls_expired', 'egress.tls_wrong_name'];
const CASES = [...ODOO_CASES, ...SHIPBOB_CASES, ...CONNECTION_CASES];

describe('the doctor', () => {
  const benches: Partial<Record<'17' | '19', DoctorBench>> = {};
  const bench = (version: '17' | '19'): DoctorBench => {
    const found = benches[version];
    if (found === undefined) throw new Error('no bench');
    return found;
  };

  beforeAll(async () => {
    for (const version of ['17', '19'] as const) benches[version] = await DoctorBench.start(version);
  });
  afterEach(async () => {
    await Promise.all(Object.values(benches).map((one) => one.mend()));
  });
  afterAll(async () => {
    await Promise.all(Object.values(benches).map((one) => one.stop()));
  });

  const troubles = (findings: Finding[]): Finding[] => findings.filter(({ level }) => level !== 'ok');
  /** A token is asked for with a POST; it changes nothing of anybody's business. */
  const writes = (one: DoctorBench): number => {
    const { mutating, byCall } = one.sandbox.core.journal.counts();
    return mutating - (byCall['POST /connect/token'] ?? 0);
  };

  it.each(['17', '19'] as const)(
    'finds nothing wrong with a sound connection to Odoo %s, and writes nothing',
    async (version) => {
      const sound = bench(version);
      sound.subscribe();
      const findings = await sound.ping();
      expect(troubles(findings)).toEqual([]);
      expect(findings.length).toBeGreaterThan(10);
      expect(writes(sound)).toBe(0);
    },
  );

  it.each(CASES.map((one): [string, BrokenSetup] => [`${one.code}: ${one.what}`, one]))(
    'says %s, and that alone',
    async (_name, broken) => {
      const one = bench(broken.on ?? '19');
      await broken.break(one);
      const findings = troubles(await one.ping());
      expect(findings.map(({ code }) => code)).toEqual([broken.code]);
      const [finding] = findings;
      expect(finding).toMatchObject({
        level: kindOf(broken.code)?.level,
        field: broken.field,
        message: expect.stringMatching(/.{15,}[.]$/),
        fix: expect.stringMatching(/.{15,}/),
      });
      if (broken.says) expect(`${finding?.message} ${finding?.fix}`).toMatch(broken.says);
      for (const secret of [one.setup.odooKey, OTHER_KEY, one.setup.token, 'session=secret', '/webhooks/shipbob/'])
        if (secret.length > 3) expect(JSON.stringify(findings)).not.toContain(secret);
      expect(writes(one)).toBe(0);
    },
  );

  it('has a case for each row of its table, and no case without a row', () => {
    expect([...new Set(CASES.map(({ code }) => code)), ...BY_COMMAND].sort()).toEqual(Object.keys(DOCTOR).sort());
  });

  it('tells both sides at once, and goes on past what is not in the way', async () => {
    const one = bench('19');
    one.bot({ email: null, groups: ['stock.group_stock_user', 'sales_team.group_sale_salesman_all_leads'] });
    one.setup.token = 'no-such-token';
    expect(troubles(await one.ping()).map(({ code }) => code)).toEqual([
      'odoo.bot_without_email',
      'odoo.no_purchase_rights',
      'shipbob.unauthorized',
    ]);
  });
});

const kindOf = (code: string) => Object.entries(DOCTOR).find(([known]) => known === code)?.[1];
