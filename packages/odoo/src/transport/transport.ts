import type { Json, JsonObject } from '@mlc/kernel';

/** One method call on one model, in JSON-2's words; the older protocols are made to fit it. */
export interface OdooCall {
  model: string;
  method: string;
  /** Records the method runs on; absent for methods of the model itself (search_read, create, load ...). */
  ids?: number[];
  /** Parameters by their Python names. */
  params?: JsonObject;
  /** Empty for none. Never `lang`: 18 and 19 refuse languages that are not installed. */
  context: JsonObject;
  /** False only for reads: they may be repeated freely. */
  mutating: boolean;
  /** Default: the connection's. */
  timeoutMs?: number | undefined;
  /** Real time, milliseconds since 1970, after which nothing may be sent. */
  deadlineMs?: number;
}

export interface OdooAnswer {
  /** As Odoo encodes it: `false` for empty. A method that returned None is null. */
  result: Json;
  /** Odoo's own clock when it answered, milliseconds since 1970, from the HTTP Date header; null where a proxy drops it. */
  serverMs: number | null;
}

export type TransportName = 'json-2' | 'json-rpc' | 'xml-rpc';

/** One protocol to one database as one user. Same call, same result, whichever protocol carries it. */
export interface Transport {
  readonly name: TransportName;
  /** Throws the errors of `classifyFailure`, and those of the door. */
  call(call: OdooCall): Promise<OdooAnswer>;
  /** Id of the user the key belongs to; throws NeedsAttention `odoo.invalid_key`. */
  uid(): Promise<number>;
}
