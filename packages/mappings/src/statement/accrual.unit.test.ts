import { describe, expect, it } from 'vitest';
import * as b from '../billing/fixtures.test.js';
import { accruedOf } from './accrual.js';
import { statementOf } from './statement.js';

const open = { invoiced_status: false, invoice_id: null, invoice_date: null, invoice_type: null };
const charge = (amount: string, more: Parameters<typeof b.charge>[2] = {}) =>
  b.charge('Shipment/1', amount, { ...open, ...more });

describe('what is charged and not invoiced yet', () => {
  it('is told by fee and currency, less what was given back, each charge once', () => {
    const twice = charge('5.25', { transaction_fee: 'Shipping' });
    const rows = [
      charge('20', { transaction_fee: 'Storage' }),
      twice,
      twice,
      charge('2.005', { transaction_fee: 'Shipping' }),
      charge('-1', { transaction_type: 'Refund' }),
      charge('3', { currency_code: 'CAD', taxes: [{ tax_type: 'GST', tax_rate: '10', tax_amount: '0.30' }] }),
    ];
    const told = [
      { fee: 'Shipping', currency: 'CAD', charges: 1, amount: 3.3 },
      { fee: 'Shipping', currency: 'USD', charges: 3, amount: 6.26 },
      { fee: 'Storage', currency: 'USD', charges: 1, amount: 20 },
    ];
    expect(accruedOf(rows)).toEqual(told);
    expect(accruedOf([...rows].reverse())).toEqual(told);
  });

  it('is nothing of what is invoiced, no payment and no correction of the balance', () => {
    expect(accruedOf([charge('5', { invoiced_status: true })])).toEqual([]);
    for (const transaction_type of ['Payment', 'BalanceAdjustment', 'balance adjustment'])
      expect(accruedOf([charge('-100', { transaction_type })])).toEqual([]);
    for (const transaction_type of ['Repayment', 'Payment Fee'])
      expect(accruedOf([charge('1', { transaction_type })])).toHaveLength(1);
    expect(accruedOf([charge('5'), charge('-5', { transaction_type: 'Credit' })])).toEqual([
      { fee: 'Shipping', currency: 'USD', charges: 2, amount: 0 },
    ]);
  });

  it('stands in the statement beside the flows: it is no difference, since no bill can hold it', () => {
    const head = { connection: 'c', period: { from: '2026-11-01', to: '2026-12-01' }, readAt: '2026-12-01' };
    const evidence = { ...head, rulesVersion: 1, settingsVersion: 1, flows: [], explanations: [] };
    const accrued = accruedOf([charge('5')]);
    const said = statementOf({ ...evidence, accrued });
    expect([said.accrued, said.agrees]).toEqual([accrued, true]);
    expect(said.hash).not.toBe(statementOf(evidence).hash);
  });
});
