import { createHash, randomBytes } from 'node:crypto';
import { type Redacted, redact, sha256Hex } from '@mlc/kernel';

/** Bytes of each random value; 256 bits. */
const RANDOM_BYTES = 32;

/** Secrets of one trip to the consent page. */
export interface Consent {
  /** Where the person's browser goes. It holds `state` and `nonce`, so it is shown to that person only. */
  url: string;
  /** Comes back with the code; known by its hash until then. */
  stateHash: string;
  nonceHash: string;
  /** Proves at the token endpoint that the code is spent by whoever asked for it. */
  verifier: Redacted<string>;
}

export interface ConsentWish {
  /** Origin of the sign-in service. */
  authUrl: string;
  clientId: string;
  redirectUri: string;
  scopes: readonly string[];
}

/**
 * A consent page's address: authorization code with state, nonce, PKCE (S256) and `form_post` (ShipBob docs
 * "authentication", "PKCE"). ShipBob's default is to answer in the URL's fragment, which no server ever sees.
 */
export function newConsent(wish: ConsentWish): Consent {
  const [state, nonce, verifier] = [random(), random(), random()];
  const url = new URL(`${wish.authUrl}/connect/authorize`);
  const parameters = {
    client_id: wish.clientId,
    redirect_uri: wish.redirectUri,
    response_type: 'code',
    response_mode: 'form_post',
    scope: wish.scopes.join(' '),
    state,
    nonce,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return { url: url.href, stateHash: sha256Hex(state), nonceHash: sha256Hex(nonce), verifier: redact(verifier) };
}

const random = (): string => randomBytes(RANDOM_BYTES).toString('base64url');

/** Where ShipBob's accounts sign in, by the address of the API; a server of one's own has both at one origin. */
export function authUrlOf(apiUrl: string): string {
  const { host, origin } = new URL(apiUrl);
  if (host === 'api.shipbob.com') return 'https://auth.shipbob.com';
  if (host === 'sandbox-api.shipbob.com') return 'https://authstage.shipbob.com';
  return origin;
}
