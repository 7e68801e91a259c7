import { parseEgressAllow } from '@mlc/egress';
import { explain } from '@mlc/kernel';
import { envSchema, readEnv, requireAdminToken } from '@mlc/platform';
import { parseQueueBackend } from '@mlc/queues';
import { parseKeyRing } from '@mlc/vault';

type Environment = Record<string, string>;

/** The names a reader asks its environment for, found by giving it one that takes notes. */
function namesRead(reader: (env: NodeJS.ProcessEnv) => unknown): string[] {
  const names = new Set<string>();
  const note = (name: string | symbol): void => {
    if (typeof name === 'string' && /^[A-Z][A-Z0-9_]*$/.test(name)) names.add(name);
  };
  const environment = new Proxy<NodeJS.ProcessEnv>(
    {},
    {
      get: (_target, name) => void note(name),
      has: (_target, name) => {
        note(name);
        return false;
      },
    },
  );
  try {
    reader(environment);
  } catch {
    // An empty environment is refused; what was asked for is known by then.
  }
  return [...names];
}

/** Every variable an app of ours reads through its schemas. */
export const appVariables: ReadonlySet<string> = new Set([
  ...Object.keys(envSchema.shape),
  ...namesRead(parseQueueBackend),
]);

export const APPS = ['poller', 'worker', 'ingress', 'admin', 'cli'] as const;

/** Why an app would not start on this environment, found by the readers the app itself uses; empty when it would. */
export function refusals(app: string, environment: Environment): string[] {
  const attempts: (() => unknown)[] = [
    () => readEnv(environment),
    () => parseQueueBackend(environment),
    () => parseKeyRing(environment['MLC_KEYS']),
    () => parseEgressAllow(environment['EGRESS_ALLOW']),
  ];
  if (app === 'admin') attempts.push(() => requireAdminToken(readEnv(environment)));
  const found = attempts.flatMap((attempt) => {
    try {
      attempt();
      return [];
    } catch (error) {
      return [`${app}: ${explain(error)}`];
    }
  });
  const unknown = Object.keys(environment).filter((name) => !appVariables.has(name));
  return [...new Set(found), ...unknown.map((name) => `${app}: no app reads ${name}`)];
}

/** A usable value for each thing only an operator can give. */
export const SAMPLES: Environment = {
  POSTGRES_PASSWORD: '0123456789abcdef0123456789abcdef',
  MLC_ADMIN_TOKEN: '0123456789abcdef0123456789abcdef',
  MLC_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
  DATABASE_URL: 'postgresql://mlc:secret@postgres.example.com:5432/mlc',
  REDIS_URL: 'rediss://:secret@redis.example.com:6379/0',
};
