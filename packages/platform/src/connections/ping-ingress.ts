import { isIP } from 'node:net';
import { classify, type HttpDoor } from '@mlc/egress';
import { type Finding, isKnownError } from '@mlc/kernel';
import { found } from './ping-catalogue.js';

const TIMEOUT_MS = 10_000;
const field = 'webhooks.public_url';

/** Whether ShipBob can reach our ingress, as far as that can be seen from here: its health page at the public address. */
export async function checkIngress(door: HttpDoor, subscribedUrls: readonly string[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const origin of new Set(subscribedUrls.map((url) => new URL(url).origin))) {
    if (!isPublic(new URL(origin))) {
      const message = `Webhooks are to come to ${origin}, which ShipBob cannot use.`;
      findings.push(found.wrong('webhooks.not_public', message, { field }));
      continue;
    }
    const why = await whyUnreachable(door, origin);
    findings.push(
      why === null
        ? found.ok('webhooks.reachable', `The ingress answers at ${origin}.`)
        : found.wrong('webhooks.unreachable', `The ingress does not answer at ${origin}: ${why}.`, { field }),
    );
  }
  return findings;
}

function isPublic({ protocol, hostname }: URL): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (protocol !== 'https:' || host === 'localhost') return false;
  return isIP(host) === 0 || classify(host) === 'public';
}

/** Null when our own health page answers. */
async function whyUnreachable(door: HttpDoor, origin: string): Promise<string | null> {
  try {
    const answer = await door.request({
      method: 'GET',
      url: `${origin}/healthz`,
      headers: {},
      timeoutMs: TIMEOUT_MS,
      idempotent: true,
      mutating: false,
      maxBodyBytes: 64 * 1024,
    });
    return answer.status === 200 ? null : `HTTP ${answer.status}`;
  } catch (error) {
    if (!isKnownError(error)) throw error;
    return error.message.replace(/\.$/, '');
  }
}
