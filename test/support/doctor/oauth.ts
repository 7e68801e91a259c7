import type { HttpDoor } from '@mlc/egress';
import type { OAuthGrant, OAuthGrantStore, SealedSecret } from '@mlc/engine';
import { type Clock, type Redacted, redact } from '@mlc/kernel';
import { sealPair, TokenEndpoint, type TokenSupply } from '@mlc/shipbob';

type Options = ConstructorParameters<typeof TokenSupply>[0];

/** Keeps a secret as it is: what is tested here is not the vault. */
const sealer: Options['sealer'] = {
  seal: (connectionId: string, name: string, version: number, value: Redacted<string>) => ({
    connectionId,
    name,
    version,
    keyId: 'none',
    sealed: Buffer.from(value.reveal()),
  }),
  open: ({ sealed }: SealedSecret) => redact(Buffer.from(sealed).toString()),
};

/** A grant in memory whose access token is over, so that the next call needs the sign-in service. */
export function oauthOptions(of: {
  state: OAuthGrant['state'];
  authUrl: string;
  door: HttpDoor;
  clock: Clock;
}): Options {
  const { authUrl, door, clock, state } = of;
  const longAgo = new Date(clock.now().getTime() - 2 * 3_600_000);
  const pair = {
    access: redact('access'),
    refresh: redact('refresh'),
    lifetimeSeconds: 3600,
    scopes: [],
    idToken: null,
  };
  const saved = sealPair(sealer, { connectionId: 'acme', generation: 0 }, pair, longAgo);
  let restsMs = 0;
  const grant = (): OAuthGrant => ({
    connectionId: 'acme',
    authUrl,
    clientId: 'no-such-application',
    redirectUri: 'https://acme.example/oauth/shipbob',
    scopes: [],
    state,
    stateReason: null,
    generation: 1,
    obtainedAt: saved.obtainedAt,
    accessExpiresAt: saved.accessExpiresAt,
    restsMs,
    sealed: saved.sealed,
  });
  const grants: OAuthGrantStore = {
    byConnection: async () => grant(),
    lease: async () => (restsMs > 0 ? null : 1),
    release: async (_id, { restSeconds }) => {
      restsMs = restSeconds * 1000;
    },
    save: async () => true,
    giveUp: async () => true,
  };
  const endpoint = async () =>
    new TokenEndpoint(door, { authUrl, clientId: 'no-such-application', clientSecret: redact('secret') });
  return { connectionId: 'acme', grants, sealer, endpoint, clock };
}
