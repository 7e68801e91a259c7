import { explain, isKnownError } from '@mlc/kernel';
import { buildProgram } from './program.js';

/**
 * Runs one command, `argv` as the process got it. Says what went wrong on stderr, or as JSON on stdout with `--json`, and
 * leaves the exit code in `process.exitCode`; never throws.
 */
export async function runCli(argv: readonly string[]): Promise<void> {
  const program = buildProgram();
  try {
    await program.parseAsync(argv);
  } catch (error) {
    // People get the cause and the fix, never a stack; a fault of our own keeps its stack for the report.
    if (program.opts<{ json?: boolean }>().json)
      process.stdout.write(`${JSON.stringify({ error: told(error) }, null, 2)}\n`);
    else process.stderr.write(`mlc: ${explain(error)}\n`);
    if (!isKnownError(error) && error instanceof Error && process.env['MLC_STACKS'])
      process.stderr.write(`${error.stack}\n`);
    process.exitCode = 1;
  }
}

/** The error as a program reads it; null where there is nothing to name. */
function told(error: unknown): { code: string; message: string; field: string | null; fix: string | null } {
  if (!isKnownError(error)) return { code: 'unexpected', message: explain(error), field: null, fix: null };
  return { code: error.code, message: error.message, field: error.field ?? null, fix: error.fix ?? null };
}
