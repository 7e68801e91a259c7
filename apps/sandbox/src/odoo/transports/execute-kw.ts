import { isPlainObject } from '@mlc/kernel';
import type { JournalEffect } from '../../core/journal.js';
import type { Account } from '../engine/access.js';
import type { Py } from '../engine/cells.js';
import { type ErrorKind, OdooError } from '../engine/errors.js';
import { asIds } from '../methods/arguments.js';
import type { OdooServer } from '../server.js';
import { versionInfo } from './discovery.js';

/** A call of the older protocols: `service.method(args)`. */
export interface ServiceCall {
  service: string;
  method: string;
  args: readonly unknown[];
}

/** How the older protocols name an error: Python exception and XML-RPC fault code (measured on 16-19). */
const NAMES: Readonly<Record<ErrorKind, readonly [string, number]>> = {
  unauthorized: ['odoo.exceptions.AccessDenied', 3],
  denied: ['odoo.exceptions.AccessDenied', 3],
  operational: ['psycopg2.OperationalError', 1],
  access: ['odoo.exceptions.AccessError', 4],
  user: ['odoo.exceptions.UserError', 2],
  validation: ['odoo.exceptions.ValidationError', 2],
  missing: ['odoo.exceptions.MissingError', 2],
  value: ['builtins.ValueError', 1],
  type: ['builtins.TypeError', 1],
  no_model: ['odoo.exceptions.UserError', 2],
  no_method: ['builtins.AttributeError', 1],
  not_found: ['builtins.KeyError', 1],
  bad_arguments: ['builtins.TypeError', 1],
  bad_request: ['builtins.ValueError', 1],
};

export interface RpcFailure {
  name: string;
  faultCode: number;
  message: string;
}

export function rpcFailure(server: OdooServer, error: OdooError): RpcFailure {
  const [name, faultCode] = NAMES[error.kind];
  return { name, faultCode, message: messageOf(server, error) };
}

function messageOf(server: OdooServer, error: OdooError): string {
  if (error.kind === 'no_model') return `Object ${error.message} doesn't exist`;
  if (error.kind === 'no_method' && server.options.version === '17') {
    const dot = error.message.lastIndexOf('.');
    return `The method '${error.message.slice(dot + 1)}' does not exist on the model '${error.message.slice(0, dot)}'`;
  }
  return error.kind === 'no_method' ? `The method '${error.message}' does not exist` : error.message;
}

/** `model.method` for calls of models, else `service.method`: what the journal calls it. */
export function callName(call: ServiceCall): string {
  return call.service === 'object'
    ? `${String(call.args[3])}.${String(call.args[4])}`
    : `${call.service}.${call.method}`;
}

export function callKind(server: OdooServer, call: ServiceCall): 'read' | 'mutating' {
  return call.service === 'object' ? server.kindOf(String(call.args[3]), String(call.args[4])) : 'read';
}

/** The call without its secret. */
export const loggable = (call: ServiceCall): unknown => ({
  ...call,
  args: call.args.map((arg, index) => (index === 2 ? '<secret>' : arg)),
});

export interface RpcResult {
  result: Py;
  effects: JournalEffect[];
}

/** Runs `common.*` and `object.execute_kw`. Throws OdooError. */
export function runService(server: OdooServer, call: ServiceCall): RpcResult {
  if (call.service === 'common' && call.method === 'version') {
    return { result: versionInfo(server.options.version), effects: [] };
  }
  if (call.service === 'common' && (call.method === 'authenticate' || call.method === 'login')) {
    requireDatabase(server, call.args[0]);
    return { result: authenticate(server, call.args[1], call.args[2]), effects: [] };
  }
  if (call.service === 'object' && call.method === 'execute_kw') return executeKw(server, call.args);
  throw new OdooError('not_found', `Method not found: ${call.service}.${call.method}`);
}

function requireDatabase(server: OdooServer, name: unknown): void {
  if (typeof name === 'string' && server.hasDatabase(name)) return;
  throw new OdooError(
    'operational',
    `connection to server at "127.0.0.1", port 5432 failed: FATAL:  database "${String(name)}" does not exist\n`,
  );
}

/** The uid, or `false` for a wrong secret or an unknown login: not an error. */
function authenticate(server: OdooServer, login: unknown, secret: unknown): Py {
  const account = typeof login === 'string' ? server.accountOf(login) : undefined;
  if (account === undefined || typeof secret !== 'string') return false;
  return server.checkSecret(account.uid, secret)?.uid ?? false;
}

function executeKw(server: OdooServer, args: readonly unknown[]): RpcResult {
  const [database, uid, secret, model, method, positional, keywords] = args;
  requireDatabase(server, database);
  const account = typeof uid === 'number' && typeof secret === 'string' ? server.checkSecret(uid, secret) : undefined;
  if (account === undefined) throw new OdooError('denied', 'Access Denied');
  const list: unknown[] = Array.isArray(positional) ? positional : [];
  const { context, ...named } = isPlainObject(keywords) ? keywords : {};
  return execute(server, account, String(model), String(method), list, named, isPlainObject(context) ? context : {});
}

function execute(
  server: OdooServer,
  account: Account,
  model: string,
  method: string,
  positional: readonly unknown[],
  named: Record<string, unknown>,
  context: Record<string, unknown>,
): RpcResult {
  const onRecords = server.method(model, method)?.on === 'records';
  const [first, ...rest] = positional;
  const { result, effects } = server.run(account, {
    model,
    method,
    ids: onRecords ? asIds(first) : undefined,
    positional: onRecords ? rest : positional,
    named,
    context,
  });
  // `create({...})` answers one id, `create([{...}])` a list.
  const single = method === 'create' && isPlainObject(first ?? named['vals_list']);
  return { result: single && Array.isArray(result) ? (result[0] ?? null) : result, effects };
}
