import type { CallContext, Executor, LookupOutcome, SendOutcome } from '@mlc/engine';
import { Bug, Rejected } from '@mlc/kernel';
import { type OperationName, type OperationRequest, operations } from '@mlc/mappings';
import type { OdooClient } from '../client/odoo-client.js';
import { lookUpShipped, shipDelivery } from './delivery-ship.js';
import { lookUpTracked, trackDelivery } from './delivery-track.js';
import { bookReceipt, lookUpReceipt } from './receipt-book.js';
import { settle } from './settle.js';

type OdooOperation = Extract<OperationName, `odoo.${string}`>;

interface Way<N extends OdooOperation> {
  send: (client: OdooClient, request: OperationRequest<N>, call: CallContext) => Promise<SendOutcome>;
  lookup: (client: OdooClient, request: OperationRequest<N>, call: CallContext) => Promise<LookupOutcome>;
}

const ways: { [N in OdooOperation]: Way<N> } = {
  'odoo.receipt.book': { send: bookReceipt, lookup: lookUpReceipt },
  'odoo.delivery.ship': { send: shipDelivery, lookup: lookUpShipped },
  'odoo.delivery.track': { send: trackDelivery, lookup: lookUpTracked },
};

/**
 * The engine's writing side of Odoo. Every operation converges on its goal and is confirmed by what was read back. A call
 * that was sent and got no answer is the outcome `unknown` and is never repeated here. RetryLater and NeedsAttention are
 * thrown, and then nothing was booked or shipped (quantities may stand prepared on an open transfer).
 */
export function createOdooExecutor(client: OdooClient): Executor {
  return {
    operations: Object.keys(ways) as OdooOperation[],
    send: (operation, request, call) => {
      switch (operation) {
        case 'odoo.receipt.book':
          return send('odoo.receipt.book', request, call);
        case 'odoo.delivery.ship':
          return send('odoo.delivery.ship', request, call);
        case 'odoo.delivery.track':
          return send('odoo.delivery.track', request, call);
        default:
          throw new Bug(`${operation} is not an operation of Odoo`);
      }
    },
    lookup: (operation, request, call) => {
      switch (operation) {
        case 'odoo.receipt.book':
          return lookup('odoo.receipt.book', request, call);
        case 'odoo.delivery.ship':
          return lookup('odoo.delivery.ship', request, call);
        case 'odoo.delivery.track':
          return lookup('odoo.delivery.track', request, call);
        default:
          throw new Bug(`${operation} is not an operation of Odoo`);
      }
    },
  };

  async function send<N extends OdooOperation>(
    operation: N,
    request: unknown,
    call: CallContext,
  ): Promise<SendOutcome> {
    const parsed = operations[operation].parse(request) as OperationRequest<N>;
    return settle(() => ways[operation].send(client, parsed, call));
  }
  async function lookup<N extends OdooOperation>(
    operation: N,
    request: unknown,
    call: CallContext,
  ): Promise<LookupOutcome> {
    const parsed = operations[operation].parse(request) as OperationRequest<N>;
    try {
      return await ways[operation].lookup(client, parsed, call);
    } catch (error) {
      // The order or delivery is gone, and with it whatever might have been done to it.
      if (error instanceof Rejected && error.code === 'odoo.missing_record') return { kind: 'absent' };
      throw error;
    }
  }
}
