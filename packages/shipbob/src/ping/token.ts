import type { Finding, Redacted } from '@mlc/kernel';
import { z } from 'zod';
import { found } from './catalogue.js';

type Environment = 'production' | 'sandbox';

/** What a token says about itself where it is a JWT (ShipBob docs: OAuth access tokens are); nothing of it is proven. */
interface TokenFacts {
  issuer: Environment | null;
  expiresMs: number | null;
}

const payloadSchema = z.object({ iss: z.string().optional(), exp: z.number().optional() });

function factsOf(token: Redacted<string>): TokenFacts | null {
  const [, payload, signature] = token.reveal().split('.');
  if (payload === undefined || signature === undefined) return null;
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
  const parsed = payloadSchema.safeParse(json);
  if (!parsed.success) return null;
  const { iss, exp } = parsed.data;
  const host = iss !== undefined && URL.canParse(iss) ? new URL(iss).hostname : null;
  const issuer = host === 'auth.shipbob.com' ? 'production' : host === 'authstage.shipbob.com' ? 'sandbox' : null;
  return { issuer, expiresMs: exp === undefined ? null : exp * 1000 };
}

function environmentOf(url: string): Environment | null {
  const { hostname } = new URL(url);
  if (hostname === 'api.shipbob.com') return 'production';
  return hostname === 'sandbox-api.shipbob.com' ? 'sandbox' : null;
}

const field = 'shipbob.token';

/** Why ShipBob refused the token, as far as the token itself tells; null when it does not. */
export function whyRefused(token: Redacted<string>, url: string, nowMs: number): Finding | null {
  const facts = factsOf(token);
  const environment = environmentOf(url);
  if (facts?.issuer && environment && facts.issuer !== environment)
    return found.wrong(
      'shipbob.wrong_environment',
      `This is a token of ${facts.issuer}, the address is of ${environment}.`,
      {
        field: 'shipbob.url',
      },
    );
  if (facts?.expiresMs && facts.expiresMs <= nowMs)
    return found.wrong('shipbob.token_expired', `The token ended at ${new Date(facts.expiresMs).toISOString()}.`, {
      field,
    });
  return null;
}

/** Longer than any access token lives, shorter than any personal one. */
const SHORT_MS = 24 * 3600_000;

export function checkLifetime(token: Redacted<string>, nowMs: number): Finding[] {
  const expiresMs = factsOf(token)?.expiresMs ?? null;
  if (expiresMs === null || expiresMs - nowMs > SHORT_MS) return [];
  const message = `The token ends at ${new Date(expiresMs).toISOString()}: it is an OAuth access token.`;
  return [found.wrong('shipbob.short_lived_token', message, { field })];
}
