import type { CallContext, Executor, LookupOutcome, SendOutcome } from '@mlc/engine';
import { Bug, Rejected } from '@mlc/kernel';
import { type OperationName, type OperationRequest, operations } from '@mlc/mappings';
import type { OdooClient } from '../client/odoo-client.js';
import { adjustStock, lookUpAdjusted } from './adjust-stock.js';
import { draftBill, lookUpBill } from './bill-draft.js';
import { draftCredit, lookUpCredit } from './credit-draft.js';
import { deliverAnonymous, lookUpAnonymous } from './delivery-anonymous.js';
import { lookUpShipped, shipDelivery } from './delivery-ship.js';
import { lookUpTracked, trackDelivery } from './delivery-track.js';
import { lookUpMoved, moveGoods } from './goods-move.js';
import { draftLandedCost, lookUpLandedCost } from './landed-cost-draft.js';
import { lookUpActivity, scheduleActivity } from './note-activity.js';
import { lookUpNote, postNote } from './note-post.js';
import { bookReceipt, lookUpReceipt } from './receipt-book.js';
import { closeReceipts, lookUpClosed } from './receipt-close.js';
import { bookReturn, lookUpReturn } from './return-book.js';
import { bookScrap, lookUpScrap } from './scrap-book.js';
import { settle } from './settle.js';

type OdooOperation = Extract<OperationName, `odoo.${string}`>;

interface Way<N extends OdooOperation> {
  send: (client: OdooClient, request: OperationRequest<N>, call: CallContext) => Promise<SendOutcome>;
  lookup: (client: OdooClient, request: OperationRequest<N>, call: CallContext) => Promise<LookupOutcome>;
}

const ways: { [N in OdooOperation]: Way<N> } = {
  'odoo.receipt.book': { send: bookReceipt, lookup: lookUpReceipt },
  'odoo.receipt.close': { send: closeReceipts, lookup: lookUpClosed },
  'odoo.delivery.ship': { send: shipDelivery, lookup: lookUpShipped },
  'odoo.delivery.anonymous': { send: deliverAnonymous, lookup: lookUpAnonymous },
  'odoo.delivery.reverse': { send: bookReturn, lookup: lookUpReturn },
  'odoo.delivery.track': { send: trackDelivery, lookup: lookUpTracked },
  'odoo.return.book': { send: bookReturn, lookup: lookUpReturn },
  'odoo.scrap.book': { send: bookScrap, lookup: lookUpScrap },
  'odoo.goods.move': { send: moveGoods, lookup: lookUpMoved },
  'odoo.stock.adjust': { send: adjustStock, lookup: lookUpAdjusted },
  'odoo.bill.draft': { send: draftBill, lookup: lookUpBill },
  'odoo.credit.draft': { send: draftCredit, lookup: lookUpCredit },
  'odoo.landed_cost.draft': { send: draftLandedCost, lookup: lookUpLandedCost },
  'odoo.note.post': { send: postNote, lookup: lookUpNote },
  'odoo.activity.schedule': { send: scheduleActivity, lookup: lookUpActivity },
};

const isOurs = (name: OperationName): name is OdooOperation => Object.hasOwn(ways, name);

/** The operation with its way; a request is parsed by the operation's own schema, whoever sends it. */
function wayOf<N extends OdooOperation>(operation: N, request: unknown): { way: Way<N>; parsed: OperationRequest<N> } {
  return { way: ways[operation], parsed: operations[operation].parse(request) as OperationRequest<N> };
}

/**
 * The engine's writing side of Odoo. Every operation converges on its goal and is confirmed by what was read back. A call
 * that was sent and got no answer is the outcome `unknown` and is never repeated here. RetryLater and NeedsAttention are
 * thrown, and then nothing was booked or shipped (quantities may stand prepared on an open transfer).
 */
export function createOdooExecutor(client: OdooClient): Executor {
  return {
    operations: Object.keys(ways) as OdooOperation[],
    send: async (operation, request, call) => {
      if (!isOurs(operation)) throw new Bug(`${operation} is not an operation of Odoo`);
      const { way, parsed } = wayOf<OdooOperation>(operation, request);
      return settle(() => way.send(client, parsed, call));
    },
    lookup: async (operation, request, call) => {
      if (!isOurs(operation)) throw new Bug(`${operation} is not an operation of Odoo`);
      const { way, parsed } = wayOf<OdooOperation>(operation, request);
      try {
        return await way.lookup(client, parsed, call);
      } catch (error) {
        // The record is gone, and with it whatever might have been done to it.
        if (error instanceof Rejected && error.code === 'odoo.missing_record') return { kind: 'absent' };
        throw error;
      }
    },
  };
}
