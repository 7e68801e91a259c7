import { BadInput, OutcomeUnknown, RetryLater } from '@mlc/kernel';
import { describe, expect, it } from 'vitest';
import { refusal } from '../testing.js';
import { createOdooExecutor } from './odoo-executor.js';
import { TinyReceipt } from './testing-receipt.js';

const request = {
  purchase_order_id: 5,
  picking_id: 7,
  lines: [
    { product_id: 11, sku: 'A', done: 0, goal: 4 },
    { product_id: 12, sku: 'B', done: 0, goal: 0 },
  ],
  keep_backorder: true,
};
const call = { deadlineMs: Date.now() + 60_000, correlationId: 'test' };
const book = (receipt: TinyReceipt, more: Partial<typeof request> = {}) =>
  createOdooExecutor(receipt.client).send('odoo.receipt.book', { ...request, ...more }, call);
const validations = (receipt: TinyReceipt) => receipt.door.made('stock.picking.button_validate');
const lost = (): never => {
  throw new OutcomeUnknown('no answer', { code: 'egress.no_answer' });
};

describe('odoo.receipt.book', () => {
  it('from 17 on writes quantity and tick together and validates with a backorder', async () => {
    const receipt = new TinyReceipt('19');
    expect(await book(receipt)).toMatchObject({ kind: 'confirmed', result: { after: { done: { A: 4, B: 0 } } } });
    expect(receipt.door.made('stock.move.write')).toMatchObject([{ ids: [1], vals: { quantity: 4, picked: true } }]);
    const pinned = { allowed_company_ids: [1] };
    expect(validations(receipt)).toEqual([
      { ids: [7], context: { ...pinned, skip_backorder: true, skip_expired: true } },
    ]);
  });

  it('on 16 writes the done quantity and skips its first wizard too', async () => {
    const receipt = new TinyReceipt('16');
    expect(await book(receipt, { keep_backorder: false })).toMatchObject({
      kind: 'confirmed',
      result: { after: { done: { A: 4, B: 0 } } },
    });
    expect(receipt.door.made('stock.move.write')).toMatchObject([{ ids: [1], vals: { quantity_done: 4 } }]);
    const context = { skip_backorder: true, skip_immediate: true, picking_ids_not_to_backorder: [7] };
    expect(validations(receipt)).toMatchObject([{ context }]);
  });

  it('on 16 empties the lines that did not arrive', async () => {
    const receipt = new TinyReceipt('16');
    for (const move of receipt.moves) move.quantity = 5;
    expect(await book(receipt)).toMatchObject({ kind: 'confirmed' });
    expect(receipt.door.made('stock.move.write').map((body) => body['ids'])).toEqual([[1], [2]]);
    expect(receipt.moves.find((move) => move.id === 2)?.state).not.toBe('done');
  });

  it('does not validate when the quantities did not take', async () => {
    const receipt = new TinyReceipt('19');
    receipt.write = () => true;
    expect(await book(receipt)).toMatchObject({ kind: 'rejected', code: 'odoo.transfer.changed' });
    expect(validations(receipt)).toEqual([]);
  });

  it('what somebody validated between the write and the check is confirmed and not validated again', async () => {
    const receipt = new TinyReceipt('19');
    const write = receipt.write.bind(receipt);
    receipt.write = (body) => {
      write(body);
      receipt.done();
      return true;
    };
    expect(await book(receipt)).toMatchObject({ kind: 'confirmed', result: { after: { done: { A: 4 } } } });
    expect(validations(receipt)).toEqual([]);
  });

  it('a wizard instead of a validation is a refusal that names it', async () => {
    const receipt = new TinyReceipt('19');
    receipt.validate = () => ({ type: 'ir.actions.act_window', name: 'Send SMS?', res_model: 'confirm.stock.sms' });
    const outcome = await book(receipt);
    expect(outcome).toMatchObject({ kind: 'rejected', code: 'odoo.validation_wizard' });
    expect(JSON.stringify(outcome)).toContain('confirm.stock.sms');
  });

  it('true without effect (16) is no success', async () => {
    const receipt = new TinyReceipt('16');
    receipt.validate = () => true;
    expect(await book(receipt)).toMatchObject({ kind: 'rejected', code: 'odoo.not_validated' });
  });

  it('an error although it was done, as losers of a race get, is a success', async () => {
    const receipt = new TinyReceipt('19');
    receipt.validate = () => {
      receipt.done();
      throw refusal('odoo.exceptions.ValidationError', 'a partner cannot follow twice the same object.');
    };
    expect(await book(receipt)).toMatchObject({ kind: 'confirmed', result: { after: { done: { A: 4 } } } });
  });

  it('a lost answer is confirmed when it reads back as done, and unknown when not', async () => {
    const done = new TinyReceipt('19');
    done.validate = () => {
      done.done();
      return lost();
    };
    expect(await book(done)).toMatchObject({ kind: 'confirmed' });
    const open = new TinyReceipt('19');
    open.validate = lost;
    expect(await book(open)).toMatchObject({ kind: 'unknown' });
    expect(validations(open)).toHaveLength(1);
  });

  it('a refusal keeps Odoo’s words, and a rolled back call may be made again', async () => {
    const refused = new TinyReceipt('19');
    refused.validate = () => {
      throw refusal('odoo.exceptions.UserError', 'The inventory is locked until Monday.');
    };
    expect(await book(refused)).toMatchObject({
      kind: 'rejected',
      code: 'odoo.user_error',
      message: expect.stringContaining('locked until Monday'),
    });
    const busy = new TinyReceipt('19');
    busy.validate = () => {
      throw refusal('psycopg2.errors.SerializationFailure', 'could not serialize access', 500);
    };
    await expect(book(busy)).rejects.toBeInstanceOf(RetryLater);
  });

  it('a call that the read-only fence refused is no outcome but a need of attention', async () => {
    const receipt = new TinyReceipt('19');
    receipt.write = () => {
      throw new BadInput('read only', { code: 'egress.fenced' });
    };
    await expect(book(receipt)).rejects.toMatchObject({ name: 'NeedsAttention', code: 'egress.fenced' });
  });

  it('done sums that stay below the goal are never called confirmed', async () => {
    const receipt = new TinyReceipt('19');
    receipt.validate = () => {
      receipt.done();
      for (const move of receipt.moves) move.quantity = 1;
      return true;
    };
    expect(await book(receipt)).toMatchObject({ kind: 'unknown', message: expect.stringContaining('3 of A') });
  });

  it('an order that is gone is refused on sending and absent on looking', async () => {
    const receipt = new TinyReceipt('19');
    const executor = createOdooExecutor(receipt.client);
    receipt.door.on('purchase.order.read', () => []);
    expect(await executor.send('odoo.receipt.book', request, call)).toMatchObject({ code: 'odoo.missing_record' });
    expect(await executor.lookup('odoo.receipt.book', request, call)).toEqual({ kind: 'absent' });
  });
});
