import { createInterface } from 'node:readline';
import { loadEngine, panicMessage } from './wasm.mjs';

/** Method names that differ between the protocol and the WASM build. */
/** @type {Record<string, string>} */
const RENAMED = { getDatabaseVersion: 'version' };
/** JSON-RPC code of Prisma's own errors. */
const PRISMA_ERROR = 4466;
/** Exit code of the native engine after a panic. */
const PANICKED = 101;

/**
 * Answers one JSON-RPC request per line of stdin, in order, until stdin ends.
 * @param {import('./arguments.mjs').EngineRequest} request
 */
export function serveRpc(request) {
  /** @type {Promise<Record<string, unknown>> | undefined} */
  let engine;
  /** @type {unknown} */
  let current;
  let lastOwnId = 1_000_000;
  /** @type {Promise<void>} */
  let queue = Promise.resolve();
  const send = (/** @type {object} */ message) =>
    process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

  /** @param {{ id: unknown, method?: string, params?: unknown }} message */
  const handle = async ({ id, method, params }) => {
    if (!method) return;
    current = id;
    try {
      engine ??= loadEngine(request);
      const methods = await engine;
      const call = methods[RENAMED[method] ?? method];
      if (typeof call !== 'function') throw new Error(`unsupported method ${method}`);
      const result = (await call.call(methods, params)) ?? {};
      // The native engine prints a diff by calling back; the WASM one returns it.
      if (method === 'diff' && result.stdout != null)
        send({ id: ++lastOwnId, method: 'print', params: { content: result.stdout } });
      send({ id, result });
    } catch (error) {
      if (error instanceof Error) request.log(JSON.stringify(error, Object.getOwnPropertyNames(error)));
      send({ id, error: rpcError(error) });
    }
  };

  process.on('uncaughtException', (error) => {
    const message = panicMessage() || error.message;
    if (current !== undefined)
      send({ id: current, error: { code: PRISMA_ERROR, message, data: { is_panic: true, message } } });
    process.exit(PANICKED);
  });
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    queue = queue.then(() => handle(JSON.parse(line)));
  });
  lines.on('close', () => queue.then(() => process.exit(0)));
}

/** @param {unknown} error */
function rpcError(error) {
  const read = (/** @type {string} */ key) =>
    typeof error === 'object' && error !== null ? Reflect.get(error, key) : undefined;
  return {
    code: PRISMA_ERROR,
    message: 'An error happened. Check the data field for details.',
    data: {
      is_panic: false,
      message: panicMessage() || (read('message') ?? String(error)),
      error_code: read('code') ?? read('error_code'),
      meta: read('meta') ?? {},
    },
  };
}
