import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { SetupError } from './fail.mjs';
import { installed, repoRoot } from './paths.mjs';
import { run } from './run.mjs';

const stampFile = join(repoRoot, 'node_modules', '.mlc-built');
/** What each build leaves; a clean removes it. */
const proof = join(repoRoot, 'apps', 'cli', 'dist', 'main.js');

/** Builds every workspace through turbo, which keeps what did not change. Silent unless it fails. */
export async function build() {
  const turbo = installed('turbo/bin/turbo');
  const before = fingerprint();
  const env = { ...process.env, DO_NOT_TRACK: '1', TURBO_TELEMETRY_DISABLED: '1' };
  const args = [turbo, 'run', 'build', '--output-logs=errors-only', `--concurrency=${Math.max(2, cpus().length)}`];
  const { code, output } = await run(process.execPath, args, { cwd: repoRoot, env, quiet: true });
  if (code !== 0)
    throw new SetupError(
      `The build failed:\n${output.trim()}`,
      'Mend what the compiler names; `npm run build` shows all of it.',
    );
  writeFileSync(stampFile, before);
}

/** Builds only when a source changed since the last build: cheap enough for every `mlc`. */
export async function buildIfChanged() {
  if (existsSync(proof) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === fingerprint()) return;
  process.stderr.write('building ...\n');
  await build();
}

/** Names, sizes and times of all that goes into a build; no file is read. */
function fingerprint() {
  const hash = createHash('sha256');
  const add = (/** @type {string} */ path) => {
    const { size, mtimeMs } = statSync(path);
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  };
  for (const name of [
    'package-lock.json',
    'tsconfig.base.json',
    'turbo.json',
    'scripts/tsc.mjs',
    'scripts/bundle.mjs',
    'prisma/schema.prisma',
    'prisma.config.ts',
  ])
    add(join(repoRoot, name));
  for (const group of ['packages', 'apps'])
    for (const workspace of readdirSync(join(repoRoot, group))) {
      const folder = join(repoRoot, group, workspace);
      if (!existsSync(join(folder, 'package.json'))) continue;
      for (const name of readdirSync(folder)) if (name.endsWith('.json')) add(join(folder, name));
      walk(join(folder, 'src'), add);
    }
  return `${hash.digest('hex')}\n`;
}

/** @param {string} folder @param {(path: string) => void} visit */
function walk(folder, visit) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'generated') walk(path, visit);
    } else visit(path);
  }
}
