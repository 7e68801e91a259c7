import { describe, expect, it } from 'vitest';
import { context, move, picking, purchaseOrder } from '../shared/fixtures.test.js';
import { freeNumber, ownNumber, sanitiseNumber, wroNumberCandidates, wroNumbersOf } from './wro-numbers.js';

describe('WRO numbers', () => {
  it.each([
    ['P00042', 'P00042'],
    ['PO/2026/0042', 'PO-2026-0042'],
    [' WH/IN/00012 ', 'WH-IN-00012'],
    ['Bestellung Ä#7', 'Bestellung-A-7'],
    ['//', ''],
    ['--P--1--', 'P-1'],
    ['#P1', 'P1'],
    ['é', 'e'],
  ])('%j is fit for ShipBob as %j', (name, number) => {
    expect(sanitiseNumber(name)).toBe(number);
  });

  it('an order’s numbers are those of the templates for all its receipts, and the supplier’s reference', () => {
    const order = purchaseOrder({ partner_ref: 'R 1', pickings: [picking(1, [move(1, 1)]), picking(2, [move(1, 1)])] });
    expect(wroNumbersOf(order, context())).toEqual([
      'P00042',
      'P00042-1',
      'P00042-2',
      'P00042-3',
      'P00042-4',
      'R-1',
      'R 1',
    ]);
  });

  it('a name that is no number gives none', () => {
    expect(wroNumbersOf(purchaseOrder({ name: '/' }), context({ wro: { number_template_next: '{po.name}' } }))).toEqual(
      [],
    );
  });

  it('every number made from an order leads back to its name', () => {
    for (const name of ['P00042', 'PO/2026/0042', 'PO-7']) {
      for (const number of wroNumbersOf(purchaseOrder({ name }), context()))
        expect(wroNumberCandidates(number)).toContain(name);
    }
  });

  it('no number leads nowhere', () => {
    expect(wroNumberCandidates(null)).toEqual([]);
    expect(wroNumberCandidates('  ')).toEqual([]);
  });

  it('of the templates may be empty where a fact is missing, and words nobody knows stay', () => {
    const templates = (number_template: string) =>
      wroNumbersOf(purchaseOrder(), context({ wro: { number_template, number_template_next: '{n}' } }))[0];
    expect(templates('{po.ref}X{po.name}')).toBe('XP00042');
    expect(templates('{PO}{unknown}')).toBe('PO-unknown');
    expect(templates('{picking}')).toBe('SB-IN-100');
  });

  it('that nobody typed in are not looked for: a blank reference is none', () => {
    const numbers = wroNumbersOf(purchaseOrder({ partner_ref: ' ', pickings: [] }), context());
    expect(numbers).toEqual(['P00042', 'P00042-1', 'P00042-2', 'P00042-3']);
  });

  it('lead back to names with up to three digits behind a hyphen, and with slashes', () => {
    expect(wroNumberCandidates(' P00042-12 ')).toEqual(['P00042-12', 'P00042', 'P00042/12']);
    expect(wroNumberCandidates('P00042-123')).toContain('P00042');
    expect(wroNumberCandidates('P00042-1234')).toEqual(['P00042-1234', 'P00042/1234']);
    expect(wroNumberCandidates('P-1-2')).toEqual(['P-1-2', 'P-1', 'P/1/2', 'P/1']);
    expect(wroNumberCandidates('P-1x')).toEqual(['P-1x', 'P/1x']);
    expect(wroNumberCandidates('-1')).toEqual(['-1', '/1']);
  });
});

describe('the number of a new WRO', () => {
  const order = purchaseOrder({ pickings: [picking(1, []), picking(2, []), picking(3, [], { return_id: 1 })] });
  const at = (index: number) => order.pickings[index] ?? picking(99, []);
  const free = (index: number, ...taken: string[]) => freeNumber(order, at(index), new Set(taken), context());

  it('is that of the receipt’s place, and of the first for what is no receipt of the order', () => {
    expect([0, 1, 2, 7].map((index) => ownNumber(order, at(index), context()))).toEqual([
      'P00042',
      'P00042-2',
      'P00042',
      'P00042',
    ]);
  });

  it('is the next that nobody has, two beyond the receipts at most', () => {
    expect(free(0)).toBe('P00042');
    expect(free(0, 'P00042')).toBe('P00042-2');
    expect(free(1, 'P00042-2')).toBe('P00042-3');
    expect(free(0, 'P00042', 'P00042-2', 'P00042-3')).toBe('P00042-4');
    expect(free(0, 'P00042', 'P00042-2', 'P00042-3', 'P00042-4')).toBeNull();
  });

  it('is never empty', () => {
    const blank = { wro: { number_template: '{po.ref}', number_template_next: '{po.ref}{n}' } };
    expect(freeNumber(order, at(0), new Set(), context(blank))).toBe('2');
  });
});
