import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../open-store.js';
import { openStoreBench, type StoreBench } from '../testing/store-bench.js';
import { createDatabase, dropDatabase, migrations } from '../testing/test-database.js';
import { openDatabase } from './database.js';

describe('the two database roles', () => {
  let bench: StoreBench;
  let app: Client;
  beforeAll(async () => {
    bench = await openStoreBench();
    const options = '-c role=mlc_app';
    app = new Client({ connectionString: bench.database.databaseUrl, options });
    await app.connect();
    await bench.store.ledger.audit([
      {
        connectionId: null,
        actor: 'worker',
        action: 'test.write',
        subject: 'product:1',
        correlationId: null,
        before: null,
        after: { sku: 'A' },
        reason: 'a test',
      },
    ]);
  });
  afterAll(async () => {
    await app.end();
    await bench.close();
  });

  it('runs the store as mlc_app, and lets no session reset itself to its login', async () => {
    const db = openDatabase({ databaseUrl: bench.database.databaseUrl, max: 1 });
    const user = () => db.$queryRaw`SELECT current_user::text AS name`;
    expect(await user()).toEqual([{ name: 'mlc_app' }]);
    await db.$executeRaw`RESET ROLE`;
    expect(await user()).toEqual([{ name: 'mlc_app' }]);
    await db.$disconnect();
  });

  it('keeps the session options of the URL, and its own before them', async () => {
    const url = new URL(bench.database.databaseUrl);
    url.searchParams.set('options', '-c work_mem=7MB -c role=none');
    const db = openDatabase({ databaseUrl: url.href, max: 1 });
    const shown = await db.$queryRaw`SELECT current_user::text AS name, current_setting('work_mem') AS memory`;
    expect(shown).toEqual([{ name: 'mlc_app', memory: '7MB' }]);
    await db.$disconnect();
  });

  it('lets the apps change no audit fact, no payload, and no seal', async () => {
    await bench.store.sealer.seal();
    const forbidden = [
      "UPDATE audit_entry SET reason = 'x'",
      "UPDATE audit_entry SET actor = 'x'",
      'UPDATE audit_entry SET at = now()',
      `UPDATE audit_entry SET after = '{"sku": "B"}'`,
      'UPDATE audit_entry SET before = NULL, after = NULL',
      "UPDATE audit_entry SET salt = 'x'",
      "UPDATE audit_entry SET hash = 'x'",
      'UPDATE audit_entry SET chain_seq = 99',
      'DELETE FROM audit_entry',
      'TRUNCATE audit_entry',
      "UPDATE audit_entry SET erased_at = now(), salt = NULL, before = NULL, after = '{}'",
    ];
    for (const statement of forbidden)
      await expect(app.query(statement), statement).rejects.toMatchObject({ code: '42501' });
    expect(await bench.store.sealer.verifyChain()).toMatchObject({ ok: true, count: 1 });
  });

  it('lets the apps change no table', async () => {
    const forbidden = [
      'DROP TABLE lane',
      'ALTER TABLE lane ADD COLUMN x int',
      'ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_guard',
      'CREATE TABLE mine (x int)',
      'DROP TRIGGER audit_entry_guard ON audit_entry',
      'CREATE OR REPLACE FUNCTION audit_entry_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$',
    ];
    for (const statement of forbidden)
      await expect(app.query(statement), statement).rejects.toMatchObject({ code: '42501' });
  });

  it('lets the apps delete no work that was done and rewrite no notice', async () => {
    for (const table of ['lane', 'pass', 'effect', 'link', 'review_case', 'notice', 'audit_entry'])
      await expect(app.query(`DELETE FROM ${table}`), table).rejects.toMatchObject({ code: '42501' });
    await expect(app.query("UPDATE notice SET reason = 'x'")).rejects.toMatchObject({ code: '42501' });
  });

  it('gives the apps every table there is', async () => {
    const unreadable = await bench.database.sql(
      `SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'
       AND NOT has_table_privilege('mlc_app', format('%I.%I', schemaname, tablename), 'SELECT')`,
    );
    expect(unreadable).toEqual([]);
  });
});

describe('a login without the rights the store needs', () => {
  const name = `mlc_test_roles_${process.pid}`;
  const login = `mlc_test_login_${process.pid}`;
  let url: URL;
  let admin: Client;
  beforeAll(async () => {
    const owner = await createDatabase(name);
    admin = new Client({ connectionString: owner });
    await admin.connect();
    await admin.query(`CREATE ROLE ${login} LOGIN NOSUPERUSER NOCREATEROLE PASSWORD 'local-test'`);
    await admin.query(`GRANT ALL ON SCHEMA public TO ${login}`);
    url = new URL(owner);
    url.username = login;
    url.password = 'local-test';
  });
  afterAll(async () => {
    await admin.query(`DROP OWNED BY ${login}`);
    await admin.query(`DROP ROLE ${login}`);
    await admin.end();
    await dropDatabase(name);
  });

  it('is told by the migration what to run, and nothing is half done', async () => {
    const migrating = new Client({ connectionString: url.href });
    await migrating.connect();
    await expect(migrating.query(migrations().join('\n'))).rejects.toMatchObject({
      message: expect.stringMatching(/mlc_app/),
      hint: expect.stringContaining(`GRANT mlc_app TO ${login}`),
    });
    const tables = await migrating.query("SELECT FROM pg_tables WHERE schemaname = 'public'");
    expect(tables.rowCount).toBe(0);
    await migrating.end();
  });

  it('migrates and runs once it is a member of mlc_app', async () => {
    await admin.query(`GRANT mlc_app TO ${login}`);
    const migrating = new Client({ connectionString: url.href });
    await migrating.connect();
    await migrating.query(migrations().join('\n'));
    await migrating.end();
    const store = await openStore({ databaseUrl: url.href, max: 1 });
    await store.ping();
    await store.close();
  });
});

describe('pinging a database', () => {
  it('tells an absent database, one that was never migrated, and a wrong password apart', async () => {
    const cases = [
      ['postgresql://nobody@127.0.0.1:1/none', 'store.away'],
      [await createDatabase(`mlc_test_empty_${process.pid}`), 'store.not_migrated'],
      [absentDatabase(), 'store.unusable'],
    ] as const;
    for (const [databaseUrl, code] of cases) {
      const store = await openStore({ databaseUrl, max: 1 });
      await expect(store.ping()).rejects.toMatchObject({ code, field: 'DATABASE_URL' });
      await store.close();
    }
    await dropDatabase(`mlc_test_empty_${process.pid}`);
  });

  it('refuses an address that is none, without printing it', async () => {
    const opening = openStore({ databaseUrl: 'mysql://user:secret@host/db' });
    await expect(opening).rejects.toMatchObject({
      code: 'store.database_url',
      message: expect.not.stringContaining('secret'),
    });
  });

  function absentDatabase(): string {
    const url = new URL(process.env['DATABASE_URL'] ?? '');
    url.pathname = '/mlc_test_there_is_none';
    return url.href;
  }
});
