// HTTP by hand, for what no client would send, and a wire that can be cut; the name keeps this file out of the build.
import net from 'node:net';

export interface RawConversation {
  socket: net.Socket;
  /** All that was answered, once the server has closed the connection. */
  answer: Promise<string>;
}

/** Opens a connection and writes; what comes after is up to the caller. */
export function openRaw(port: number, first: string | Buffer): RawConversation {
  const socket = net.connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  const answer = new Promise<string>((resolve) => {
    socket.on('data', (chunk) => chunks.push(chunk));
    // A server that refuses a body may close while we still write.
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
  });
  socket.write(first);
  return { socket, answer };
}

/** Status of the first answer; 0 when there was none. */
export const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);

export const head = (path: string, headers: Record<string, string>): string =>
  [`POST ${path} HTTP/1.1`, 'host: ingress.test', ...Object.entries(headers).map((one) => one.join(': ')), '', ''].join(
    '\r\n',
  );

/** A server in front of another one that can be taken away, and made to hang. */
export interface Wire {
  port: number;
  /** Refuses new connections and cuts those there are. */
  cut(): Promise<void>;
  mend(): Promise<void>;
  /** Takes bytes and passes none on, as a machine does that lost its power. */
  hang(): void;
  unhang(): void;
  close(): Promise<void>;
}

export async function wireTo(to: { host: string; port: number }): Promise<Wire> {
  const sockets = new Set<net.Socket>();
  let hangs = false;
  const pauseOrResume = (socket: net.Socket): unknown => (hangs ? socket.pause() : socket.resume());
  const server = net.createServer((inner) => {
    const outer = net.connect(to.port, to.host);
    for (const [from, other] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => other.write(chunk));
      from.on('error', () => other.destroy());
      from.on('close', () => {
        sockets.delete(from);
        other.destroy();
      });
      pauseOrResume(from);
    }
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const cut = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  await listen(0);
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    port,
    cut,
    mend: () => listen(port),
    hang() {
      hangs = true;
      for (const socket of sockets) pauseOrResume(socket);
    },
    unhang() {
      hangs = false;
      for (const socket of sockets) pauseOrResume(socket);
    },
    close: () => (server.listening ? cut() : Promise.resolve()),
  };
}
