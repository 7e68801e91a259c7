/**
 * What can go wrong inside Odoo, independent of the transport. JSON-2 turns it into a status and a name, XML-RPC into a
 * fault code, JSON-RPC into an exception name.
 */
export type ErrorKind =
  | 'unauthorized'
  /** A wrong secret over the older protocols. */
  | 'denied'
  /** The database itself cannot be reached. */
  | 'operational'
  | 'access'
  | 'user'
  | 'validation'
  | 'missing'
  | 'value'
  | 'type'
  | 'no_model'
  | 'no_method'
  | 'bad_arguments'
  | 'bad_request'
  | 'not_found';

export class OdooError extends Error {
  constructor(
    readonly kind: ErrorKind,
    message: string,
  ) {
    super(message);
    this.name = 'OdooError';
  }
}

export const userError = (message: string): OdooError => new OdooError('user', message);
export const validationError = (message: string): OdooError => new OdooError('validation', message);
export const valueError = (message: string): OdooError => new OdooError('value', message);
export const typeError = (message: string): OdooError => new OdooError('type', message);
export const accessError = (message: string): OdooError => new OdooError('access', message);

/** The text is the same on 17 and 19. */
export const missingError = (model: string, id: number, uid: number): OdooError =>
  new OdooError('missing', `Record does not exist or has been deleted.\n(Record: ${model}(${id},), User: ${uid})`);
