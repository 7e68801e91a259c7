import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { askedVariables, offeredVariables, readCompose, type Service, substitute } from './compose.js';
import { hasHealthcheck, parseDockerfile } from './dockerfile.js';
import { APPS, refusals, SAMPLES } from './environment.js';
import { exists, read, repoRoot, type Texts, withChange } from './files.js';

const FILE = 'docker-compose.yml';
/** An app ends within this time of SIGTERM (packages/platform/src/lifecycle.ts), seconds. */
const SHUTDOWN_SECONDS = 20;
/** Services that end by themselves. */
const ONE_SHOT = ['migrate', 'cli'];

/** Everything wrong with the compose file, a sentence each. */
function check(texts: Texts): string[] {
  const { file, findings } = readCompose(texts);
  if (!file) return findings;
  const { stages } = parseDockerfile(texts('deploy/Dockerfile'));
  const healthy = (service: Service): boolean =>
    service.healthcheck !== undefined || hasHealthcheck(stages, service.build?.target ?? '');
  for (const [name, service] of Object.entries(file.services)) {
    findings.push(
      ...checkSource(
        name,
        service,
        stages.map((stage) => stage.name),
      ),
      ...checkPorts(name, service),
    );
    for (const [other, { condition }] of Object.entries(service.depends_on)) {
      const needed = file.services[other];
      if (!needed) findings.push(`${name} depends on ${other}, which does not exist`);
      else if (needed.profiles.length > 0) findings.push(`${name} depends on ${other}, which a profile may leave out`);
      else if (condition === 'service_healthy' && !healthy(needed))
        findings.push(`${name} waits for ${other} to be healthy, which has no health check`);
      else if ((condition === 'service_completed_successfully') !== ONE_SHOT.includes(other))
        findings.push(`${name} waits for ${other} in the wrong way: ${condition}`);
    }
    if (ONE_SHOT.includes(name) !== (service.restart === 'no')) findings.push(`${name} restarts: ${service.restart}`);
    if (!ONE_SHOT.includes(name) && !healthy(service)) findings.push(`${name} has no health check`);
    if (service.build) findings.push(...checkHardening(name, service));
    for (const volume of service.volumes)
      if (!(volume.split(':')[0] ?? '') || !Object.hasOwn(file.volumes, volume.split(':')[0] ?? ''))
        findings.push(`${name} uses the volume ${volume}, which is not declared`);
  }
  for (const app of APPS) {
    const service = file.services[app];
    if (!service) findings.push(`there is no service ${app}`);
    else findings.push(...checkEnvironment(app, service, texts));
  }
  const redis = file.services['redis']?.command?.join(' ') ?? '';
  for (const setting of ['--appendonly yes', '--maxmemory-policy noeviction'])
    if (!redis.includes(setting)) findings.push(`Redis lacks ${setting}, so the apps would refuse it`);
  return [...findings, ...checkVariables(texts)];
}

function checkSource(name: string, service: Service, targets: string[]): string[] {
  if ((service.image === undefined) === (service.build === undefined)) return [`${name} needs an image or a build`];
  if (service.image !== undefined)
    return /^[a-z/.-]+:\d[\w.-]*$/.test(service.image) ? [] : [`${name} takes ${service.image}, not one version`];
  const { dockerfile = '', target = '' } = service.build ?? {};
  if (!exists(dockerfile)) return [`${name} is built from ${dockerfile}, which does not exist`];
  return targets.includes(target) ? [] : [`${name} is built from the target ${target}, which does not exist`];
}

/** Nothing is published beyond this machine; a database is not published at all. */
function checkPorts(name: string, service: Service): string[] {
  return service.ports.flatMap((port) => {
    const [host, , inside] = substitute(port, {}).split(':');
    if (service.image !== undefined) return [`${name} publishes ${port}`];
    if (host !== '127.0.0.1') return [`${name} publishes ${port} beyond this machine`];
    const listens = ['PORT', 'SANDBOX_ODOO_PORT', 'SANDBOX_SHIPBOB_PORT'].map((key) => service.environment[key]);
    return listens.includes(inside) ? [] : [`${name} publishes port ${inside}, where it does not listen`];
  });
}

function checkHardening(name: string, service: Service): string[] {
  const faults = [
    service.read_only ? null : 'can write to its own files',
    service.cap_drop.includes('ALL') ? null : 'keeps capabilities',
    service.security_opt.includes('no-new-privileges:true') ? null : 'may gain privileges',
    service.init ? null : 'runs as process 1 without an init',
    name === 'migrate' || Number.parseInt(service.stop_grace_period ?? '10', 10) > SHUTDOWN_SECONDS
      ? null
      : 'is killed before it has ended in order',
  ];
  return faults.filter((fault) => fault !== null).map((fault) => `${name} ${fault}`);
}

function checkEnvironment(app: string, service: Service, texts: Texts): string[] {
  const given = Object.fromEntries(
    offeredVariables(texts)
      .filter((variable) => variable.required)
      .map(({ name }) => [name, SAMPLES[name] ?? '']),
  );
  try {
    const values = Object.entries(service.environment).map(([name, value]) => [name, substitute(value, given)]);
    return refusals(app, Object.fromEntries(values));
  } catch (error) {
    return [`${app}: ${error instanceof Error ? error.message : error}`];
  }
}

/** `.env.example` offers exactly what the compose file asks for. */
function checkVariables(texts: Texts): string[] {
  const offered = offeredVariables(texts);
  const asked = askedVariables(texts);
  return [
    ...asked.flatMap(({ name, required }) => {
      const found = offered.filter((one) => one.name === name);
      if (found.length === 0) return [`.env.example does not offer ${name}`];
      return required && !found.some((one) => one.required) ? [`.env.example leaves ${name} out`] : [];
    }),
    ...offered
      .filter(({ name }) => !asked.some((one) => one.name === name))
      .map(({ name }) => `.env.example offers ${name}, which nothing asks for`),
  ];
}

describe('docker-compose.yml', () => {
  test('starts every app on what it asks for, hardened, healthy, and only on this machine', () => {
    expect(check(read)).toEqual([]);
  });

  test.each<[string, string | RegExp, string, RegExp]>([
    ['a misspelt key', 'read_only: true', 'readonly: true', /readonly/],
    ['a writable app', 'read_only: true', 'read_only: false', /worker can write to its own files/],
    ['capabilities kept', 'cap_drop: [ALL]', 'cap_drop: [NET_RAW]', /worker keeps capabilities/],
    ['privileges', '"no-new-privileges:true"', '"seccomp=unconfined"', /worker may gain privileges/],
    ['a short grace', 'stop_grace_period: 25s', 'stop_grace_period: 5s', /worker is killed before/],
    ['a target that does not exist', 'target: worker', 'target: workers', /target workers/],
    ['latest', 'postgres:16-bookworm', 'postgres:latest', /postgres:latest, not one version/],
    [
      'a dependency that does not exist',
      'postgres: { condition: service_healthy }',
      'db: { condition: service_healthy }',
      /db, which does not exist/,
    ],
    [
      'a wait for an end that never comes',
      'redis: { condition: service_healthy }',
      'redis: { condition: service_completed_successfully }',
      /redis in the wrong way/,
    ],
    [
      'a health check that is gone',
      /\n {4}healthcheck:\n {6}test: \[CMD, redis-cli[\s\S]*?retries: 30/,
      '',
      /redis has no health check/,
    ],
    ['an open port', /127\.0\.0\.1:(\$\{ADMIN_PORT)/, '$1', /admin publishes .* beyond this machine/],
    ['a port nobody listens on', /(ADMIN_PORT:-8082\}):8080/, '$1:9090', /admin publishes port 9090/],
    ['no admin token', /MLC_ADMIN_TOKEN: .*\n/, 'LOG_LEVEL: warn\n', /admin: MLC_ADMIN_TOKEN is not set/],
    ['no Redis', / {2}REDIS_URL: .*\n/, '', /worker: REDIS_URL is not set/],
    ['no key ring', / {2}MLC_KEYS: .*\n/, '', /worker: .*MLC_KEYS/],
    ['a value no app takes', 'MLC_QUEUE_BACKEND: redis', 'MLC_QUEUE_BACKEND: rabbit', /worker: .*MLC_QUEUE_BACKEND/],
    ['a variable no app reads', /LOG_LEVEL: .*/, 'LOGLEVEL: info', /no app reads LOGLEVEL/],
    [
      'a variable nobody is told of',
      /POSTGRES_PASSWORD(:\?set it in .env\}@)/,
      'PGPASSWORD$1',
      /does not offer PGPASSWORD/,
    ],
    ['a Redis that forgets', '--appendonly, "yes"', '--appendonly, "no"', /Redis lacks --appendonly yes/],
    ['a volume that is not declared', /\n {2}redis:\n$/, '\n', /redis:\/data, which is not declared/],
  ])('is refused with %s', (_what, from, to, finding) => {
    expect(check(withChange(FILE, from, to)).join('\n')).toMatch(finding);
  });

  test('is refused when .env.example forgets what has no default', () => {
    expect(check(withChange('.env.example', 'MLC_KEYS=', '# MLC_KEYS=')).join('\n')).toMatch(/leaves MLC_KEYS out/);
  });

  test('is what docker compose itself accepts', ({ skip }) => {
    if (spawnSync('docker', ['compose', 'version']).status !== 0)
      return skip('docker compose is not on this machine; the checks above stand alone');
    const { status, stderr } = spawnSync(
      'docker',
      ['compose', '--profile', 'sandbox', '--profile', 'cli', '--env-file', '.env.example', 'config', '--quiet'],
      { cwd: repoRoot, env: { ...process.env, ...SAMPLES }, encoding: 'utf8' },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
