import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Answer, exchange, type SandboxCore } from '../../core/exchange.js';
import type { Py } from '../engine/cells.js';
import type { Version } from '../engine/model.js';
import type { OdooServer } from '../server.js';
import { htmlPage, JSON_TYPE, NOT_FOUND } from './web.js';

const BUILD: Readonly<Record<Version, string>> = { '17': '17.0-20240709', '19': '19.0-20260402' };
const info = (version: Version): Py => [Number(version), 0, 0, 'final', 0, ''];

/** `common.version()` of the older protocols. */
export const versionInfo = (version: Version): { [key: string]: Py } => ({
  server_version: BUILD[version],
  server_version_info: info(version),
  server_serie: `${version}.0`,
  protocol_version: 1,
});

const json = (body: Py): Answer => ({
  status: 200,
  headers: { 'content-type': JSON_TYPE },
  body: JSON.stringify(body),
});

/** What a server says of itself before anybody logs in. */
export function registerDiscovery(app: FastifyInstance, core: SandboxCore, server: OdooServer): void {
  const { version } = server.options;
  const route = (method: 'GET' | 'POST', url: string, answer: () => Answer): void => {
    app.route({
      method,
      url,
      handler: async (req: FastifyRequest, reply: FastifyReply) => {
        await exchange(core, req, reply, {
          side: 'odoo',
          kind: 'read',
          call: `${method} ${url}`,
          request: null,
          handle: answer,
        });
        return reply;
      },
    });
  };
  const own = (): Answer =>
    version === '19' ? json({ version_info: info(version), version: BUILD[version] }) : htmlPage(404, NOT_FOUND);
  route('GET', '/web/health', () => json({ status: 'pass' }));
  route('GET', '/web/version', own);
  route('GET', '/json/version', own);
  route('POST', '/web/webclient/version_info', () => json({ jsonrpc: '2.0', id: null, result: versionInfo(version) }));
  if (version === '17') {
    app.route({
      method: ['GET', 'POST'],
      url: '/json/2/*',
      handler: async (req: FastifyRequest, reply: FastifyReply) => {
        const call = `POST ${req.url.split('?')[0] ?? ''}`;
        await exchange(core, req, reply, {
          side: 'odoo',
          kind: 'read',
          call,
          request: null,
          handle: () => htmlPage(404, NOT_FOUND),
        });
        return reply;
      },
    });
  }
}
