import type { HttpDoor } from '@mlc/egress';
import { BadInput, isKnownError, NeedsAttention, type Redacted } from '@mlc/kernel';
import type { Endpoint } from '../transport/exchange.js';
import { wrongDatabase } from '../transport/failures.js';
import { JsonRpcTransport } from '../transport/json-rpc.transport.js';
import { Json2Absent, Json2Transport } from '../transport/json2.transport.js';
import type { OdooAnswer, OdooCall, Transport, TransportName } from '../transport/transport.js';
import { discoverVersion, type OdooVersion } from '../transport/version.js';
import { XmlRpcTransport } from '../transport/xml-rpc.transport.js';
import { type Pace, type PaceLimits, paceFor, sharedPace } from './pace.js';

export interface ConnectionOptions {
  door: HttpDoor;
  /** Where people open Odoo; a path is ignored, since Odoo has no base path. */
  url: string;
  database: string;
  /** A function is asked before each call: a key that was replaced is used from the next call on. */
  apiKey: Redacted<string> | (() => Promise<Redacted<string>>);
  /** Needed by Odoo 16 to 18 only: there a key does not name its user. */
  login?: string;
  /** Default `auto`: JSON-2, or JSON-RPC where the server has no JSON-2. */
  transport?: TransportName | 'auto';
  /** Default: by the host, see `paceFor`. Shared by all clients of this process that call the same host at this pace. */
  pace?: { [K in keyof PaceLimits]?: PaceLimits[K] | undefined } | undefined;
  /** Of one call, default `limits.remoteCallTimeoutMs`. */
  timeoutMs?: number | undefined;
  /** Largest answer, default `limits.remoteBodyBytesMax`. */
  answerBytesMax?: number | undefined;
}

/**
 * One way to one database. `auto` tries JSON-2 with the first real call and asks for the version only when the server has
 * no JSON-2, so that Odoo 19 costs no extra call.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #endpoint: Endpoint;
  readonly #pace: Pace;
  #settled: Transport | null = null;
  #settledKey: Redacted<string> | null = null;
  #older: Promise<TransportName> | null = null;
  #version: Promise<OdooVersion> | null = null;

  constructor(options: ConnectionOptions) {
    const url = parseUrl(options.url);
    this.#options = options;
    const { door, timeoutMs, answerBytesMax } = options;
    const usual = paceFor(url.hostname);
    this.#endpoint = { door, origin: url.origin, timeoutMs, answerBytesMax };
    this.#pace = sharedPace(url.origin, {
      concurrency: options.pace?.concurrency ?? usual.concurrency,
      minIntervalMs: options.pace?.minIntervalMs ?? usual.minIntervalMs,
    });
  }

  call(call: OdooCall): Promise<OdooAnswer> {
    return this.#pace.run(() => this.#with((transport) => transport.call(call)));
  }

  uid(): Promise<number> {
    return this.#pace.run(() => this.#with((transport) => transport.uid()));
  }

  /** The protocol in use; null before the first call of `auto`. */
  get transport(): TransportName | null {
    return this.#settled?.name ?? null;
  }

  version(): Promise<OdooVersion> {
    this.#version ??= this.#pace
      .run(() => discoverVersion(this.#endpoint))
      .catch((error: unknown) => {
        this.#version = null;
        throw error;
      });
    return this.#version;
  }

  /** JSON-2 exists from 19 on, so it needs no question. */
  async major(): Promise<number> {
    if (this.#version === null && this.#settled?.name === 'json-2') return 19;
    return (await this.version()).major;
  }

  /**
   * Runs with the key as it is now. One that is refused although it was replaced meanwhile was on its way when the old one
   * ended: a refusal of the key did nothing, so the new one is tried, once.
   */
  async #with<T>(run: (transport: Transport) => Promise<T>): Promise<T> {
    const key = await this.#key();
    try {
      return await this.#withKey(key, run);
    } catch (error) {
      if (!isKnownError(error) || error.code !== 'odoo.invalid_key') throw error;
      const newest = await this.#key();
      if (newest.reveal() === key.reveal()) throw error;
      return this.#withKey(newest, run);
    }
  }

  async #key(): Promise<Redacted<string>> {
    const { apiKey } = this.#options;
    return typeof apiKey === 'function' ? apiKey() : apiKey;
  }

  async #withKey<T>(key: Redacted<string>, run: (transport: Transport) => Promise<T>): Promise<T> {
    if (this.#settled) return run(this.#settle(this.#settled.name, key));
    const wanted = this.#options.transport ?? 'auto';
    if (wanted !== 'auto') return run(this.#settle(wanted, key));
    const json2 = this.#build('json-2', key);
    try {
      const result = await run(json2);
      this.#settle('json-2', key, json2);
      return result;
    } catch (error) {
      if (!(error instanceof Json2Absent)) throw error;
    }
    this.#older ??= this.#olderTransport().catch((error: unknown) => {
      this.#older = null;
      throw error;
    });
    return run(this.#settle(await this.#older, key));
  }

  /** The transport in use from now on: the one that is, as long as its key is. */
  #settle(name: TransportName, key: Redacted<string>, built?: Transport): Transport {
    const known = this.#settled;
    if (known && known.name === name && this.#settledKey?.reveal() === key.reveal()) return known;
    const transport = built ?? this.#build(name, key);
    this.#settled = transport;
    this.#settledKey = key;
    return transport;
  }

  async #olderTransport(): Promise<TransportName> {
    // Not through the pace: the caller already holds a place in it.
    const version = await discoverVersion(this.#endpoint);
    this.#version = Promise.resolve(version);
    if (version.major >= 19)
      throw wrongDatabase(`Odoo ${version.text} does not answer /json/2 for this database (404).`);
    return 'json-rpc';
  }

  #build(name: TransportName, apiKey: Redacted<string>): Transport {
    const { database, login } = this.#options;
    if (name === 'json-2') return new Json2Transport(this.#endpoint, database, apiKey);
    if (login === undefined || login === '')
      throw new NeedsAttention('Odoo before 19 needs the login of the user the API key belongs to.', {
        code: 'odoo.login_needed',
        field: 'odoo.login',
        fix: 'Write the login (mostly an e-mail address) of the bot user.',
      });
    const credentials = { database, login, apiKey };
    return name === 'json-rpc'
      ? new JsonRpcTransport(this.#endpoint, credentials)
      : new XmlRpcTransport(this.#endpoint, credentials);
  }
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === '')
    return url;
  throw new BadInput('The address of Odoo is not usable: it must be https://host or http://host, without a login.', {
    code: 'odoo.url_invalid',
    field: 'odoo.url',
    fix: 'Write the address you open Odoo with in a browser, e.g. https://mycompany.odoo.com.',
  });
}
