import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';

const keyParam = z.object({ key: z.string() });

/** Reasons a server refuses a request unread, as counted. */
const REASONS: Record<string, string> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'oversized',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'bad_length',
};

/** `type/subtype` as the server wants it; what it cannot read it would refuse, signature and all. */
const MEDIA_TYPE = /^[!#$%&'*+.^_`|~0-9a-z-]+\/[!#$%&'*+.^_`|~0-9a-z-]+\s*(?:;|$)/i;

/**
 * Raw bytes for every content type: the signature covers bytes, and a broken body must still be stored. What the server
 * refuses before it has a body is told to `refused`.
 */
export function takeRawBodies(server: FastifyInstance, refused: (webhookKey: string, reason: string) => void): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_req, body, done) => done(null, body));
  server.addHook('onRequest', async ({ headers }: FastifyRequest) => {
    const type = headers['content-type'];
    if (type !== undefined && !MEDIA_TYPE.test(type)) headers['content-type'] = 'application/octet-stream';
  });
  server.addHook('onError', async (req: FastifyRequest, _reply, error) => {
    const params = keyParam.safeParse(req.params);
    if (params.success) refused(params.data.key, REASONS[error.code] ?? 'unreadable');
  });
}
