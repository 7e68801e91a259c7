import { createServer, type IncomingMessage, type Server } from 'node:http';

export interface Received {
  headers: IncomingMessage['headers'];
  body: string;
}

/** A webhook receiver for tests; `answer` decides the status of each message. */
export class Receiver {
  readonly received: Received[] = [];
  answer: (received: Received, nth: number) => number = () => 200;
  #server: Server | null = null;
  url = '';

  async start(): Promise<void> {
    const server = createServer((req, res) => {
      const chunks: Buffer[] = [];
      req.on('data', (chunk: Buffer) => chunks.push(chunk));
      req.on('end', () => {
        const message = { headers: req.headers, body: Buffer.concat(chunks).toString('utf8') };
        this.received.push(message);
        res.statusCode = this.answer(message, this.received.length);
        // A redirect has somewhere to go, so that following it would show.
        if (res.statusCode === 302) res.setHeader('location', this.url);
        if (res.statusCode !== 0) res.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The receiver has no port');
    this.url = `http://127.0.0.1:${address.port}/hook`;
    this.#server = server;
  }

  clear(): void {
    this.received.length = 0;
    this.answer = () => 200;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (server === null) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  topics = (): unknown[] => this.received.map((message) => message.headers['x-webhook-topic']);
}
