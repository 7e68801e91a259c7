import { vi } from 'vitest';
import { runCli } from '../../apps/cli/src/run.js';

export interface CommandEnd {
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * `mlc <args>` without a process of its own, which costs more than a second to load. One at a time: the environment, the
 * two streams and the exit code are this process's own for so long.
 */
export async function mlcInProcess(args: string[], env: NodeJS.ProcessEnv): Promise<CommandEnd> {
  const before = { ...process.env };
  const exitCode = process.exitCode;
  const said = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((chunk) => {
      said[name] += String(chunk);
      return true;
    }),
  );
  becomes(env);
  process.exitCode = undefined;
  try {
    await runCli(['node', 'mlc', ...args]);
    return { code: Number(process.exitCode ?? 0), ...said };
  } finally {
    for (const spy of spies) spy.mockRestore();
    becomes(before);
    process.exitCode = exitCode;
  }
}

function becomes(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (env[name] === undefined) delete process.env[name];
  for (const [name, value] of Object.entries(env)) if (value !== undefined) process.env[name] = value;
}
