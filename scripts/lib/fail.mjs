/** A failure that people can mend: one line what happened, one line what to do; shown without a stack. */
export class SetupError extends Error {
  /** @param {string} message @param {string} fix */
  constructor(message, fix) {
    super(message);
    this.name = 'SetupError';
    this.fix = fix;
  }
}

/** Writes a failure for people; a stack only for a fault of our own. @param {unknown} error */
function explain(error) {
  if (error instanceof SetupError) return `${error.message}\n  fix: ${error.fix}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Runs a script's body; the exit code it returns becomes the process's. @param {() => Promise<number>} body */
export async function runMain(body) {
  try {
    process.exitCode = await body();
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = 1;
  }
}
