import type { CallContext, Executor, LookupOutcome, SendOutcome } from '@mlc/engine';
import { Bug } from '@mlc/kernel';
import type { OperationName, OperationRequest } from '@mlc/mappings';
import type { ShipBobClient } from '../http/client.js';
import { createBundle, deleteBundle } from './bundles.js';
import type { Handler } from './handler.js';
import { createProduct, updateProduct } from './products.js';
import { associateUro } from './uros.js';
import { updateWro } from './wro-update.js';
import { cancelWro, createWro, setExternalSync } from './wros.js';

type Handlers = { [N in OperationName]?: Handler<N> };

const handlers: Handlers = {
  'shipbob.product.create': createProduct,
  'shipbob.product.update': updateProduct,
  'shipbob.bundle.create': createBundle,
  'shipbob.bundle.delete': deleteBundle,
  'shipbob.wro.create': createWro,
  'shipbob.wro.update': updateWro,
  'shipbob.wro.cancel': cancelWro,
  'shipbob.wro.set_external_sync': setExternalSync,
  'shipbob.uro.associate': associateUro,
};

const SHIPBOB_OPERATIONS = [
  'shipbob.product.create',
  'shipbob.product.update',
  'shipbob.bundle.create',
  'shipbob.bundle.delete',
  'shipbob.wro.update',
  'shipbob.wro.create',
  'shipbob.wro.cancel',
  'shipbob.wro.set_external_sync',
  'shipbob.uro.associate',
] as const satisfies readonly OperationName[];

/**
 * Runs ShipBob's operations. A create is posted once and never repeated; what became of a lost one is found by its
 * natural key (SKU, purchase order number). Rejects with RetryLater or NeedsAttention only when nothing was done.
 */
export function createShipBobExecutor(client: ShipBobClient): Executor {
  return {
    operations: SHIPBOB_OPERATIONS,
    send: <N extends OperationName>(
      operation: N,
      request: OperationRequest<N>,
      call: CallContext,
    ): Promise<SendOutcome> => handlerOf(operation).send(client, request, call),
    lookup: <N extends OperationName>(
      operation: N,
      request: OperationRequest<N>,
      call: CallContext,
    ): Promise<LookupOutcome> => handlerOf(operation).lookup(client, request, call),
  };
}

function handlerOf<N extends OperationName>(operation: N): Handler<N> {
  const handler = handlers[operation];
  if (handler === undefined) throw new Bug(`${operation} is not an operation of ShipBob`);
  return handler;
}
