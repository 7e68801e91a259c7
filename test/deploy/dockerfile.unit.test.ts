import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { effective, execForm, hasHealthcheck, lineage, parseDockerfile } from './dockerfile.js';
import { exists, read, repoRoot, type Texts, withChange } from './files.js';

const FILE = 'deploy/Dockerfile';
/** Images people run. */
const TARGETS = ['migrate', 'poller', 'ingress', 'worker', 'admin', 'cli', 'sandbox'];
/** Must never reach an image, or is made anew inside it. */
const IGNORED = ['.git', '.env', '.data', '**/node_modules', '**/dist'];

const nodeMajorMin = Number(
  /"node":\s*">=(\d+)/.exec(readFileSync(join(repoRoot, 'package.json'), 'utf8'))?.[1] ?? Number.NaN,
);

/** Everything wrong with the Dockerfile, a sentence each. */
function check(texts: Texts): string[] {
  const { stages, findings } = parseDockerfile(texts(FILE));
  const names = stages.map((stage) => stage.name);
  for (const [index, stage] of stages.entries()) {
    const major = /^node:(\d+)-bookworm-slim$/.exec(stage.from)?.[1];
    if (major === undefined && !names.slice(0, index).includes(stage.from))
      findings.push(`${stage.name} is built from ${stage.from}, neither node:<n>-bookworm-slim nor a stage before it`);
    if (Number(major) < nodeMajorMin) findings.push(`${stage.name} has Node ${major}, older than package.json allows`);
    for (const { word, flags, rest, line } of stage.instructions) {
      if (word === 'ADD') findings.push(`line ${line}: use COPY, ADD may fetch`);
      if (word !== 'COPY') continue;
      const from = flags['from'];
      if (from !== undefined && !names.slice(0, index).includes(from))
        findings.push(`line ${line}: copies from ${from}, which is no stage before it`);
      if (from === undefined)
        for (const source of rest.split(/\s+/).slice(0, -1))
          if (!exists(source)) findings.push(`line ${line}: copies ${source}, which does not exist`);
    }
  }
  for (const target of TARGETS) findings.push(...checkTarget(stages, target));
  const ignored = texts('.dockerignore').split('\n');
  for (const path of IGNORED) if (!ignored.includes(path)) findings.push(`.dockerignore does not name ${path}`);
  if (/registry|cafile|NODE_EXTRA_CA_CERTS|ca-certificates/i.test(texts(FILE)))
    findings.push('a registry or certificate belongs to the machine that builds, not into the file');
  return findings;
}

function checkTarget(stages: ReturnType<typeof parseDockerfile>['stages'], target: string): string[] {
  const all = lineage(stages, target);
  if (all.length === 0) return [`there is no target ${target}`];
  const findings: string[] = [];
  const command = effective(stages, target, 'ENTRYPOINT') ?? effective(stages, target, 'CMD');
  const words = execForm(command);
  const user = effective(stages, target, 'USER');
  if (user?.rest !== 'node') findings.push(`${target} runs as ${user?.rest ?? 'root'}`);
  else if (command && all.indexOf(user) > all.indexOf(command))
    findings.push(`${target} names its user after its command`);
  if (words?.[0] !== 'node') findings.push(`${target} has no command in exec form, so signals would not reach it`);
  else if (!exists(words[1] ?? '')) findings.push(`${target} runs ${words[1]}, which does not exist`);
  if (target !== 'migrate' && words?.[1] !== `apps/${target}/dist/main.js`)
    findings.push(`${target} runs ${words?.[1]}`);
  if (!['migrate', 'cli'].includes(target) && !hasHealthcheck(stages, target))
    findings.push(`${target} has no health check`);
  return findings;
}

describe('the Dockerfile', () => {
  test('builds one image per app: no root, no fetched frontend, no base image but Node on Debian', () => {
    expect(check(read)).toEqual([]);
  });

  test.each<[string, string | RegExp, string, RegExp]>([
    ['a syntax line', /^/, '# syntax=docker/dockerfile:1\n', /syntax line/],
    ['a misspelt instruction', 'WORKDIR /app', 'WORKDIRE /app', /no instruction WORKDIRE/],
    ['an option that does not exist', '--mount=type=cache', '--mounts=type=cache', /no option --mounts/],
    ['another base image', /FROM node:22-bookworm-slim AS runtime/, 'FROM node:22-alpine AS runtime', /node:22-alpine/],
    ['latest', /FROM node:22-bookworm-slim AS runtime/, 'FROM node:latest AS runtime', /node:latest/],
    ['an old Node', /FROM node:22-bookworm-slim AS runtime/, 'FROM node:18-bookworm-slim AS runtime', /Node 18/],
    ['root', /(AS runtime[\s\S]*?)USER node\n/, '$1', /worker runs as root/],
    ['a migration as root', /(AS migrate[\s\S]*?)USER node\n/, '$1', /migrate runs as root/],
    ['a shell form', 'CMD ["node", "apps/worker/dist/main.js"]', 'CMD node apps/worker/dist/main.js', /exec form/],
    ['a missing entry', 'apps/poller/dist/main.js', 'apps/poller/dist/start.js', /start.js, which does not exist/],
    ['the wrong app', 'apps/poller/dist/main.js', 'apps/worker/dist/main.js', /poller runs apps\/worker/],
    ['a lost target', 'AS ingress', 'AS ingres', /no target ingress/],
    ['no health check', /HEALTHCHECK --interval.*\n\nFROM/, 'HEALTHCHECK NONE\n\nFROM', /worker has no health check/],
    ['a stage that comes later', '--from=manifests', '--from=runtime', /copies from runtime/],
    ['a copied file that does not exist', 'turbo.json', 'turbine.json', /turbine.json, which does not exist/],
    ['a registry', 'npm ci', 'npm ci --registry=https://npm.example.com', /registry/],
  ])('is refused with %s', (_what, from, to, finding) => {
    expect(check(withChange(FILE, from, to)).join('\n')).toMatch(finding);
  });

  test('is refused when secrets of the clone could get into an image', () => {
    expect(check(withChange('.dockerignore', '.env\n', ''))).toEqual(['.dockerignore does not name .env']);
  });
});
