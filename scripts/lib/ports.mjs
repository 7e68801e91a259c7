import { createConnection, createServer } from 'node:net';

/** Is this port of 127.0.0.1 free now? 0 asks for any. @param {number} port @returns {Promise<number | null>} the port */
function probe(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : null));
    });
  });
}

/** A free port of 127.0.0.1, the wished one when it is free. @param {number} wished @returns {Promise<number>} */
export async function freePort(wished) {
  const found = (wished > 0 ? await probe(wished) : null) ?? (await probe(0));
  if (found === null) throw new Error('no port of 127.0.0.1 is free');
  return found;
}

/**
 * Sends bytes to a port of 127.0.0.1 and gives what comes back up to `enough`; null when nobody answers.
 * @param {number} port
 * @param {string} bytes
 * @param {RegExp} enough
 * @returns {Promise<string | null>}
 */
export function ask(port, bytes, enough) {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    let answer = '';
    const end = (/** @type {string | null} */ result) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(2_000, () => end(null));
    socket.once('error', () => end(null));
    socket.once('close', () => end(answer || null));
    socket.once('connect', () => socket.write(bytes));
    socket.on('data', (chunk) => {
      answer += chunk.toString();
      if (enough.test(answer)) end(answer);
    });
  });
}
