import { createHash, timingSafeEqual } from 'node:crypto';
import { OAUTH_CALLBACK } from '@mlc/platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ApiError } from './errors.filter.js';

/** What may be asked without a token: probes only. */
const OPEN = new Set(['/healthz', '/readyz']);
/**
 * Where ShipBob's consent page sends a person's browser, from ShipBob's own site and without our token. What it brings
 * is believed for the state in it: unguessable, good once, and made by somebody who may use the command line.
 */
const CONSENT = `POST ${OAUTH_CALLBACK}`;

/** Nothing from elsewhere, no scripts in pages, no framing. The board's web font stays out and it uses the system's. */
const HEADERS = {
  'content-security-policy': [
    "default-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The token of `Bearer <token>`, or the password of Basic (so that a browser can ask for it); null when there is none. */
export function tokenOf(authorization: string | undefined): string | null {
  const [scheme, value] = (authorization ?? '').split(' ', 2);
  if (value === undefined) return null;
  if (scheme?.toLowerCase() === 'bearer') return value;
  if (scheme?.toLowerCase() !== 'basic') return null;
  const pair = Buffer.from(value, 'base64').toString('utf8');
  return pair.includes(':') ? pair.slice(pair.indexOf(':') + 1) : null;
}

/**
 * Guards every route of the server, Bull Board's and the docs' too: a hook of the HTTP server, because Nest's guards do
 * not see routes that Nest did not make. Compared as digests, in constant time.
 */
export function guardWithToken(server: FastifyInstance, token: string): void {
  const wanted = digest(token);
  server.addHook('onRequest', async (req: FastifyRequest, reply: FastifyReply) => {
    reply.headers(HEADERS);
    const path = req.url.split('?', 1)[0] ?? '';
    if (OPEN.has(path)) return;
    // Answers tell of customers' orders: no cache keeps them.
    reply.header('cache-control', 'no-store');
    if (`${req.method} ${path}` === CONSENT) return;
    const given = tokenOf(req.headers.authorization);
    if (given === null || !timingSafeEqual(digest(given), wanted)) {
      const body: ApiError = {
        code: 'admin.token',
        message: 'The admin token is missing or wrong.',
        field: 'authorization',
        fix: 'Send `Authorization: Bearer <MLC_ADMIN_TOKEN>`, or the token as the password in a browser.',
      };
      reply.header('www-authenticate', 'Basic realm="ml-connector", charset="UTF-8"');
      return reply.code(401).send(body);
    }
    if (isForeignWrite(req)) {
      const body: ApiError = {
        code: 'admin.cross_site',
        message: 'A page of another site asked for a change.',
        field: 'sec-fetch-site',
        fix: 'Ask from a page of this server, or from a program.',
      };
      return reply.code(403).send(body);
    }
    return undefined;
  });
}

/** A browser adds the token it remembers to whatever any page sends here; it also says where that page is from. */
function isForeignWrite({ method, headers }: FastifyRequest): boolean {
  if (method === 'GET' || method === 'HEAD') return false;
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}
