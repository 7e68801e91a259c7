import type { PlannedEffect } from '@mlc/mappings';
import { expect, it } from 'vitest';
import { plannedEffect } from './effect-rows.js';

const planned: PlannedEffect = {
  flow: 'receiving',
  operation: 'odoo.stock.adjust',
  target: 'odoo',
  kind: 'converge',
  businessKey: 'product 1 at 8',
  title: 'count A-1 up by 3',
  before: { 'A-1': 20 },
  after: { 'A-1': 23 },
  request: { product_id: 1 },
  reason: 'a person agreed',
  link: null,
};

it.each([
  { what: 'none', link: null },
  { what: 'of a known record', link: { odooModel: 'stock.picking', odooId: 35, shipbobType: 'wro' } },
  {
    what: 'of a record that the effect makes',
    link: { odooModel: 'stock.picking', odooId: null, shipbobType: 'shipment' },
  },
  {
    what: 'that is there and learns more',
    link: {
      odooModel: 'stock.picking',
      odooId: 35,
      shipbobType: 'wro',
      keeps: { shipbobId: '443030', data: { settled: { '1': 3 } } },
    },
  },
] satisfies { what: string; link: PlannedEffect['link'] }[])(
  'a planned effect comes out of the ledger as it went in, with a link $what',
  ({ link }) => {
    expect(plannedEffect.parse(JSON.parse(JSON.stringify({ ...planned, link })))).toEqual({ ...planned, link });
  },
);

it('a planned effect keeps the further links of one record that stands for several', () => {
  const part = { odooId: null, shipbobType: 'shipment-apart' as const, data: { day: 'SB-day-1-8-2026-11-25' } };
  const links = [
    { ...part, odooModel: 'stock.picking', shipbobId: '12' },
    { ...part, odooModel: 'stock.picking#2', shipbobId: '13' },
  ];
  expect(plannedEffect.parse(JSON.parse(JSON.stringify({ ...planned, links })))).toEqual({ ...planned, links });
});
