import {
  appendFileSync,
  chownSync,
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { postgresBinaries, privateDir, serverUser } from './embedded-files.mjs';
import { SetupError } from './fail.mjs';
import { freePort } from './ports.mjs';
import { identify, isAlive, until } from './process-identity.mjs';
import { run } from './run.mjs';

/** Somebody may take a free port before Postgres does. */
const PORT_TRIES = 5;
/** Longest start (recovery after a kill) and stop, seconds. */
const WAIT_SECONDS = '120';
/** Longest life of a killed server's helper processes. */
const HELPERS_MS = 30_000;

// Commits wait for the disk: an intent that is lost with the power would let an outside write happen twice. Databases
// for trying out relax that for themselves.
const SETTINGS = `
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
password_encryption = 'scram-sha-256'
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %d '
`;

/**
 * @typedef {object} Postgres
 * @property {number} port
 * @property {import('./process-identity.mjs').ProcessIdentity} process
 * @property {boolean} adopted it ran already
 * @property {string} version
 */

/**
 * Starts the embedded PostgreSQL of this state folder, or adopts the one that runs. Call under the lock.
 * @param {string} dir the state folder
 * @param {{ superuser: string }} secrets
 * @param {number} wishedPort
 * @returns {Promise<Postgres>}
 */
export async function startPostgres(dir, secrets, wishedPort) {
  const bin = postgresBinaries(dir);
  const home = join(dir, 'postgres');
  const user = serverUser();
  privateDir(home, user);
  const data = join(home, 'data');
  if (!existsSync(data)) await initialise(bin, home, data, secrets, user);
  const version = await versionOf(bin);
  checkMajor(data, version);
  await waitForStarting(data);
  const running = readPid(data);
  if (running) return { ...running, adopted: true, version };
  await clearStalePidFile(data);
  writeFileSync(join(data, 'mlc.conf'), SETTINGS, { mode: 0o644 });
  let log = '';
  for (let attempt = 1, wished = wishedPort; attempt <= PORT_TRIES; attempt += 1, wished = 0) {
    const port = await freePort(wished);
    const logFile = join(home, 'postgres.log');
    rmSync(logFile, { force: true });
    const args = ['start', '-w', '-t', WAIT_SECONDS, '-D', data, '-l', logFile, '-o', `-p ${port}`];
    const { code, output } = await run(join(bin, 'pg_ctl'), args, {
      cwd: home,
      env: serverEnv(),
      quiet: true,
      as: user,
    });
    const started = readPid(data);
    if (code === 0 && started) return { ...started, adopted: false, version };
    log = `${output}${existsSync(logFile) ? readFileSync(logFile, 'utf8') : ''}`;
    if (!/could not bind|Address already in use/.test(log)) break;
  }
  throw new SetupError(
    `The embedded PostgreSQL did not start:\n${log.trim().slice(-1500)}`,
    `Look at ${join(home, 'postgres.log')}; removing ${home} starts afresh and loses its data; or give DATABASE_URL.`,
  );
}

/** Stops it; nothing to do when it does not run. Call under the lock. @param {string} dir */
export async function stopPostgres(dir) {
  const home = join(dir, 'postgres');
  const data = join(home, 'data');
  const running = existsSync(data) ? readPid(data) : null;
  if (!running) return;
  const args = ['stop', '-w', '-t', WAIT_SECONDS, '-m', 'fast', '-D', data];
  const options = { cwd: home, env: serverEnv(), quiet: true, as: serverUser() };
  const { code, output } = await run(join(postgresBinaries(dir), 'pg_ctl'), args, options);
  if (code !== 0 && readPid(data)) throw new Error(`the embedded PostgreSQL did not stop: ${output.trim()}`);
  // pg_ctl waits for the pid file to go, which the server removes a moment before it ends.
  await until(() => !isAlive(running.process), HELPERS_MS, 'the embedded PostgreSQL did not end');
}

/**
 * Makes the data folder under another name first: a killed initdb leaves half a folder that must not be taken for one.
 * @param {string} bin @param {string} home @param {string} data @param {{ superuser: string }} secrets
 * @param {import('./embedded-files.mjs').User | undefined} user
 */
async function initialise(bin, home, data, secrets, user) {
  const half = `${data}.new`;
  const passwordFile = join(home, 'password');
  rmSync(half, { recursive: true, force: true });
  writeFileSync(passwordFile, secrets.superuser, { mode: 0o600 });
  if (user) chownSync(passwordFile, user.uid, user.gid);
  const args = ['-D', half, '-U', 'postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--encoding=UTF8'];
  const { code, output } = await run(
    join(bin, 'initdb'),
    [...args, '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
    { cwd: home, env: serverEnv(), quiet: true, as: user },
  ).finally(() => rmSync(passwordFile, { force: true }));
  if (code !== 0)
    throw new SetupError(
      `The embedded PostgreSQL could not make its data folder: ${output.trim().slice(-800)}`,
      /user does not exist/.test(output)
        ? 'PostgreSQL wants its user to have a name: run as a user that is listed in /etc/passwd, or give DATABASE_URL.'
        : `Every folder above ${home} must let its user in (as root that is nobody); MLC_STATE_DIR moves it. Or give DATABASE_URL.`,
    );
  appendFileSync(join(half, 'postgresql.conf'), "\ninclude_if_exists = 'mlc.conf'\n");
  renameSync(half, data);
}

/**
 * The server of this data folder when it is ready: `postmaster.pid` holds the pid in line 1, the port in line 4 and the
 * state in line 8. After a SIGKILL the file stays, but its pid is gone or somebody else's.
 * @param {string} data
 */
function readPid(data) {
  const lines = pidLines(data);
  return lines?.[7]?.trim() === 'ready' ? { port: Number(lines[3]), process: identify(Number(lines[0])) } : null;
}

/** A server that was being started when its launcher was killed becomes ready by itself. @param {string} data */
const waitForStarting = (data) =>
  until(
    () => !pidLines(data) || readPid(data) !== null,
    Number(WAIT_SECONDS) * 1000,
    'PostgreSQL did not become ready',
  );

/** The pid file of a server that lives, else null. @param {string} data */
function pidLines(data) {
  const path = join(data, 'postmaster.pid');
  if (!existsSync(path)) return null;
  const lines = readFileSync(path, 'utf8').split('\n');
  const pid = Number(lines[0]);
  return isAlive(identify(pid)) && serves(pid, data) ? lines : null;
}

/** A pid of an earlier boot may be anybody's now, even another Postgres'. @param {number} pid @param {string} data */
function serves(pid, data) {
  if (process.platform !== 'linux') return true;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(data);
  } catch {
    return false;
  }
}

/**
 * Removes the pid file of a server that was killed. Postgres would do it, but takes for its server a zombie that nobody
 * reaps, as in many containers, and any process of ours that got its pid since. First its helpers must be gone: they work
 * in the data folder, and notice within moments that their server died.
 * @param {string} data
 */
async function clearStalePidFile(data) {
  const path = join(data, 'postmaster.pid');
  if (process.platform !== 'linux' || !existsSync(path)) return;
  await until(() => !worksIn(realpathSync(data)), HELPERS_MS, `processes of a killed PostgreSQL still work in ${data}`);
  rmSync(path, { force: true });
}

/** @param {string} folder */
function worksIn(folder) {
  return readdirSync('/proc').some((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`) === folder;
    } catch {
      return false; // gone, or somebody else's
    }
  });
}

/** @param {string} bin */
async function versionOf(bin) {
  const { output } = await run(join(bin, 'postgres'), ['--version'], { env: serverEnv(), quiet: true });
  return /\d+(\.\d+)?/.exec(output)?.[0] ?? 'of unknown version';
}

/** @param {string} data @param {string} version */
function checkMajor(data, version) {
  const major = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  if (version === major || version.startsWith(`${major}.`)) return;
  throw new SetupError(
    `The data in ${data} belongs to PostgreSQL ${major}, the programs are of ${version}.`,
    'Move that folder away (a new one is made), or give DATABASE_URL of a server that holds your data.',
  );
}

/** Nothing of ours may steer it: PGPORT, PGDATA and their kin do. */
function serverEnv({ PATH, SystemRoot } = process.env) {
  return { PATH, SystemRoot, LC_ALL: 'C', TZ: 'UTC' };
}
