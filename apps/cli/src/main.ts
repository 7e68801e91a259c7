import { explain, isKnownError } from '@mlc/kernel';
import { buildProgram } from './program.js';

try {
  await buildProgram().parseAsync();
} catch (error) {
  // People get the cause and the fix, never a stack; a fault of our own keeps its stack for the report.
  process.stderr.write(`mlc: ${explain(error)}\n`);
  if (!isKnownError(error) && error instanceof Error && process.env['MLC_STACKS'])
    process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
}
