import type { OAuthGrant, OAuthRequest } from '@mlc/engine';
import { BadInput, isKnownError, msAfter, NeedsAttention, type Redacted, redact, sha256Hex } from '@mlc/kernel';
import {
  createShipBobClient,
  type GrantedAccess,
  idTokenNonce,
  newConsent,
  readGrantedAccess,
  sealPair,
  type TokenAnswer,
  type TokenPair,
} from '@mlc/shipbob';
import type { ConnectionRow } from '@mlc/store';
import type { Runtime } from '../runtime.js';

/** A person has this long at the consent page, milliseconds of product time. */
const CONSENT_MS = 10 * 60_000;
/** Tries to save against a refresh that saves at the same time. */
const SAVE_TRIES = 5;

export interface OpenAuthorization {
  /** For this person's browser only: it holds the state. */
  url: string;
  /** Asks what became of it. */
  stateHash: string;
  expiresAt: Date;
}

/** Makes a consent page's address, good once and for ten minutes. Throws BadInput for a connection without OAuth. */
export async function beginAuthorization(runtime: Runtime, connection: ConnectionRow): Promise<OpenAuthorization> {
  const { store, vault, clock, log } = runtime;
  const grant = await store.oauth.byConnection(connection.id);
  if (grant === null)
    throw new BadInput(`Connection ${connection.name} uses a personal access token; there is nothing to allow.`, {
      code: 'connection.no_oauth',
      field: 'shipbob.oauth',
      fix: 'Give shipbob.oauth instead of shipbob.token in the file, and apply it.',
    });
  const consent = newConsent(grant);
  const expiresAt = msAfter(clock.now(), CONSENT_MS);
  const { keyId, sealed } = vault.seal(connection.id, verifierName(consent.stateHash), 1, consent.verifier);
  const { stateHash, nonceHash } = consent;
  const request = { stateHash, connectionId: connection.id, nonceHash, keyId, sealedVerifier: sealed, expiresAt };
  await store.oauth.openRequest(request);
  log.info('oauth.consent_asked', { connection: connection.id, client: grant.clientId });
  return { url: consent.url, stateHash, expiresAt };
}

/** What the consent page sent back. */
export interface ConsentAnswer {
  state?: string;
  code?: string;
  error?: string;
}

export interface Authorized {
  connection: ConnectionRow;
  channel: { id: number; name: string; scopes: string[] };
}

/**
 * Takes the answer of the consent page: spends the code, looks whose channel the tokens are of, and only then stores them.
 * Throws BadInput with what a person should do; nothing is stored then. Who brings no state of ours learns only that.
 */
export async function endAuthorization(runtime: Runtime, answer: ConsentAnswer): Promise<Authorized> {
  const { store, log } = runtime;
  const stateHash = sha256Hex(answer.state ?? '');
  const taken = await store.oauth.takeRequest(stateHash);
  if (taken.kind !== 'taken') {
    log.warn('oauth.state_refused', { why: taken.kind });
    throw badState(taken.kind);
  }
  try {
    const authorized = await authorize(runtime, taken.request, answer);
    await store.oauth.endRequest(stateHash, 'done', null);
    return authorized;
  } catch (error) {
    await store.oauth.endRequest(stateHash, 'failed', isKnownError(error) ? error.message : 'an error of our own');
    if (isKnownError(error))
      log.warn('oauth.refused', { connection: taken.request.connectionId, code: error.code, message: error.message });
    throw error;
  }
}

/** What became of a consent: null while the person is still away. */
export async function authorizationOutcome(
  { store, clock }: Runtime,
  stateHash: string,
): Promise<{ outcome: 'done' | 'failed' | 'expired'; reason: string | null } | null> {
  const request = await store.oauth.request(stateHash);
  if (request?.outcome) return { outcome: request.outcome, reason: request.reason };
  const isOver = request === null || (request.usedAt === null && request.expiresAt <= clock.now());
  return isOver ? { outcome: 'expired', reason: 'nobody came back from the consent page in time' } : null;
}

async function authorize(runtime: Runtime, request: OAuthRequest, answer: ConsentAnswer): Promise<Authorized> {
  const { store } = runtime;
  const { code, error } = answer;
  if (error !== undefined || code === undefined || code === '') throw notAllowed(error);
  const [connection, grant] = await Promise.all([
    store.connections.byId(request.connectionId),
    store.oauth.byConnection(request.connectionId),
  ]);
  if (connection === null || grant === null) throw badState('unknown');
  const pair = await exchangeCode(runtime, grant, request, redact(code));
  const channel = await checkChannel(runtime, connection, grant, pair);
  if (connection.shipbobChannelId !== channel.id) {
    await store.connections.save({ ...connection, shipbobChannelId: channel.id }, 'authorize');
  }
  await savePair(runtime, connection, pair);
  runtime.log.info('oauth.authorized', { connection: connection.id, channel: channel.id, scopes: channel.scopes });
  return { connection: (await store.connections.byId(connection.id)) ?? connection, channel };
}

type WholePair = TokenPair & { refresh: Redacted<string> };

async function exchangeCode(
  runtime: Runtime,
  grant: OAuthGrant,
  request: OAuthRequest,
  code: Redacted<string>,
): Promise<WholePair> {
  const { connectionId, keyId, sealedVerifier: sealed } = request;
  const name = verifierName(request.stateHash);
  const verifier = runtime.vault.open({ connectionId, name, version: 1, keyId, sealed, validUntil: null });
  const endpoint = await runtime.oauth.endpoint(grant);
  const answer = await endpoint.exchange({ code, redirectUri: grant.redirectUri, verifier });
  if (answer.kind !== 'granted') throw notGranted(answer);
  const { idToken, refresh } = answer.pair;
  if (idToken !== null && sha256Hex(String(idTokenNonce(idToken))) !== request.nonceHash)
    throw again('oauth.nonce', 'The answer of the sign-in service belongs to another sign-in.');
  if (refresh === null)
    throw new BadInput('The sign-in service gave no refresh token, so the connection would end within the hour.', {
      code: 'oauth.no_refresh_token',
      field: 'shipbob.oauth',
      fix: 'Let ShipBob allow the scope offline_access for this application, then authorize again.',
    });
  return { ...answer.pair, refresh };
}

/** The list of channels tells whose the tokens are; with the wrong ones nothing may ever be written. */
async function checkChannel(
  runtime: Runtime,
  connection: ConnectionRow,
  grant: OAuthGrant,
  pair: TokenPair,
): Promise<Authorized['channel']> {
  const { shipbobChannelId: registered } = connection;
  const access = await readAccess(runtime, connection, pair);
  const own = registered === 0 ? access.own : access.own.filter((channel) => channel.id === registered);
  const [channel, another] = own;
  if (channel && !another) return { id: channel.id, name: channel.name, scopes: channel.scopes };
  runtime.log.error('oauth.wrong_channel', {
    connection: connection.id,
    name: connection.name,
    client: grant.clientId,
    registered,
    own: access.own.map(({ id }) => id),
    seen: access.all.map(({ id, name }) => ({ id, name })),
  });
  throw wrongChannel(registered, access);
}

async function readAccess(runtime: Runtime, connection: ConnectionRow, pair: TokenPair): Promise<GrantedAccess> {
  const client = createShipBobClient({
    door: runtime.door,
    baseUrl: connection.shipbobUrl,
    version: connection.shipbobVersion,
    token: async () => pair.access,
    channelId: connection.shipbobChannelId,
    accountId: connection.shipbobAccountId,
  });
  try {
    return await readGrantedAccess(client);
  } catch (error) {
    if (!isKnownError(error)) throw error;
    if (error instanceof NeedsAttention)
      throw new BadInput(error.message, { code: error.code, field: error.field, fix: error.fix }, error);
    throw again('oauth.channel_unread', `ShipBob did not tell which channel was allowed: ${error.message}`);
  }
}

/** A consent counts more than a refresh of the former tokens that ends at the same moment. */
async function savePair(runtime: Runtime, { id, name }: ConnectionRow, pair: WholePair): Promise<void> {
  const { store, vault, clock } = runtime;
  for (let attempt = 1; attempt <= SAVE_TRIES; attempt += 1) {
    const now = await store.oauth.byConnection(id);
    if (now === null) throw badState('unknown');
    const why = { actor: 'authorize', reason: 'a person allowed the connection at ShipBob' };
    if (await store.oauth.save(id, sealPair(vault, now, pair, clock.now()), why)) return;
  }
  throw again('oauth.busy', `The tokens of ${name} could not be stored.`);
}

/** Binds the sealed verifier to the state it was made with. */
const verifierName = (stateHash: string): string => `oauth.verifier/${stateHash}`;

const AGAIN = 'Start anew: mlc connection authorize <connection>.';

const again = (code: string, message: string): BadInput =>
  new BadInput(message, { code, field: 'shipbob.oauth', fix: AGAIN });

function badState(kind: 'unknown' | 'used' | 'expired'): BadInput {
  const said = {
    unknown: 'This sign-in was not started here.',
    used: 'This sign-in was used already.',
    expired: 'This sign-in took longer than ten minutes.',
  }[kind];
  return new BadInput(said, { code: `oauth.state_${kind}`, field: 'state', fix: AGAIN });
}

/** `error` comes from a form that anybody can fill in: only a word of OAuth's own kind is repeated. */
function notAllowed(error: string | undefined): BadInput {
  const word = error !== undefined && /^[a-z_]{1,40}$/.test(error) ? ` (${error})` : '';
  return again('oauth.denied', `ShipBob did not allow the connection${word}.`);
}

function notGranted(answer: Exclude<TokenAnswer, { kind: 'granted' }>): BadInput {
  switch (answer.kind) {
    case 'refused':
      return again('oauth.code_refused', `The sign-in service does not take the code (${answer.error}).`);
    case 'client_refused':
      return new BadInput(`The sign-in service does not accept the application (${answer.error}).`, {
        code: 'shipbob.oauth_client',
        field: 'shipbob.oauth.client_secret',
        fix: 'Correct client_id and client_secret, apply the connection, and authorize again.',
      });
    default:
      return again('oauth.no_answer', `The sign-in service gave no answer to the code: ${answer.message}`);
  }
}

function wrongChannel(registered: number, access: GrantedAccess): BadInput {
  const own = access.own.map(({ id, name }) => `${id} (${name})`).join(', ');
  if (access.own.length === 0)
    return new BadInput('The scopes that were allowed own no channel: nothing could be written.', {
      code: 'shipbob.read_only_token',
      field: 'shipbob.oauth.scopes',
      fix: 'Ask for write scopes (leave shipbob.oauth.scopes out for all that are needed), and authorize again.',
    });
  return new BadInput(
    registered === 0
      ? `Several channels were allowed: ${own}.`
      : `The connection is registered for channel ${registered}, and channel ${own} was allowed.`,
    {
      code: 'shipbob.wrong_channel',
      field: 'shipbob.channel_id',
      fix: 'Sign in at ShipBob as the merchant of that channel, or correct shipbob.channel_id and apply the connection.',
    },
  );
}
