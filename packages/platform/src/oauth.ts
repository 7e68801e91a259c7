import type { HttpDoor } from '@mlc/egress';
import type { OAuthGrant } from '@mlc/engine';
import { BadInput, type Clock, type Redacted } from '@mlc/kernel';
import { TokenEndpoint, TokenSupply } from '@mlc/shipbob';
import type { ConnectionRow, Store } from '@mlc/store';
import type { Logger } from './log.js';
import type { RotatingVault } from './runtime.js';

/** Names of the secrets of a connection that uses OAuth. */
export const OAUTH_SECRET = {
  clientSecret: 'shipbob.client_secret',
  billingToken: 'shipbob.billing_token',
} as const;

/** How a ShipBob client gets its tokens; the part of its options that differs between a PAT and OAuth. */
export interface ShipBobCredentials {
  token: () => Promise<Redacted<string>>;
  renewToken?: (refused: Redacted<string>) => Promise<Redacted<string> | null>;
  billing?: { token: () => Promise<Redacted<string>>; accountId: string };
}

export interface OAuthParts {
  store: Store;
  vault: RotatingVault;
  /**
   * The way to the sign-in service alone. A door of its own, because renewing a token is a POST that a process which may
   * only read at ShipBob must make all the same.
   */
  door: HttpDoor;
  clock: Clock;
  log: Logger;
}

/** The OAuth side of a runtime: one supply of tokens for each connection, shared by all clients of this process. */
export class OAuthRuntime {
  readonly #supplies = new Map<string, TokenSupply>();

  constructor(private readonly parts: OAuthParts) {}

  /** Null for a connection with a personal access token. */
  async credentials(connection: ConnectionRow): Promise<ShipBobCredentials | null> {
    const { store } = this.parts;
    if ((await store.oauth.byConnection(connection.id)) === null) return null;
    const supply = this.#supply(connection.id);
    const { vault } = this.parts;
    const [billingToken] = await vault.get(connection.id, OAUTH_SECRET.billingToken);
    return {
      token: () => supply.token(),
      renewToken: (refused) => supply.renewed(refused),
      billing: billingToken && {
        token: async () => (await vault.get(connection.id, OAUTH_SECRET.billingToken))[0] ?? billingToken,
        accountId: billingAccountId(connection.shipbobAccountId),
      },
    };
  }

  /** The sign-in service, as the grant's application. Throws BadInput when its secret is not stored. */
  async endpoint(grant: OAuthGrant): Promise<TokenEndpoint> {
    const [clientSecret] = await this.parts.vault.get(grant.connectionId, OAUTH_SECRET.clientSecret);
    if (clientSecret === undefined)
      throw new BadInput('The secret of the OAuth application is not stored.', {
        code: 'connection.secret',
        field: 'shipbob.oauth.client_secret',
        fix: "Apply the connection's file again: mlc connection apply -f <file>.",
      });
    return new TokenEndpoint(this.parts.door, { authUrl: grant.authUrl, clientId: grant.clientId, clientSecret });
  }

  #supply(connectionId: string): TokenSupply {
    const known = this.#supplies.get(connectionId);
    if (known) return known;
    const { store, vault, clock, log } = this.parts;
    const supply = new TokenSupply({
      connectionId,
      grants: store.oauth,
      sealer: vault,
      endpoint: (grant) => this.endpoint(grant),
      clock,
      log: log.info,
    });
    this.#supplies.set(connectionId, supply);
    return supply;
  }
}

/** A PAT and an OAuth application of one user have a budget each (observed by integrators). */
export const billingAccountId = (accountId: string): string => accountId.replace(/\/[^/]+$/, '/pat');
