import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** What may be asked without a token: probes only. */
const OPEN = new Set(['/healthz', '/readyz']);

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
    reply.header(
      'content-security-policy',
      "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; img-src 'self' data:",
    );
    reply.header('x-content-type-options', 'nosniff');
    const path = req.url.split('?', 1)[0] ?? '';
    if (OPEN.has(path)) return;
    const given = tokenOf(req.headers.authorization);
    if (given !== null && timingSafeEqual(digest(given), wanted)) return;
    await reply.code(401).header('www-authenticate', 'Basic realm="ml-connector", charset="UTF-8"').send({
      code: 'admin.token',
      message: 'The admin token is missing or wrong.',
      fix: 'Send `Authorization: Bearer <MLC_ADMIN_TOKEN>`.',
    });
  });
}
