import { isPlainObject } from '@mlc/kernel';
import { describe, expect, it } from 'vitest';
import { describeFields } from '../methods/fields-get.js';
import { buildRegistry } from '../registry.js';
import { hasSample, haveSamples, sample } from '../samples.js';

const ATTRIBUTES = [
  'type',
  'relation',
  'required',
  'readonly',
  'store',
  'searchable',
  'company_dependent',
  'selection',
];

const attributesOf = (field: unknown): Record<string, unknown> => {
  const all: Record<string, unknown> = isPlainObject(field) ? field : {};
  const picked = Object.fromEntries(ATTRIBUTES.filter((name) => name in all).map((name) => [name, all[name]]));
  const options: unknown = picked['selection'];
  // The labels are for people, their order is Odoo's: the keys are what a connector reads.
  if (Array.isArray(options))
    picked['selection'] = options.map((pair: unknown) => (Array.isArray(pair) ? pair[0] : pair)).sort();
  return picked;
};

describe.skipIf(!haveSamples).each(['17', '19'] as const)('the models of Odoo %s', (version) => {
  const registry = buildRegistry(version, new Set(['stock', 'purchase', 'sale', 'delivery']));
  const models = [...registry.values()].filter((model) => hasSample(`${version}/fields_get-${model.name}.json`));

  it.each(models.map((model) => model.name))(
    '%s has no field that the real server lacks, and each one is as measured',
    (name) => {
      const model = registry.get(name);
      const real = sample(`${version}/fields_get-${name}.json`);
      if (model === undefined || !isPlainObject(real)) throw new Error(name);
      const ours = describeFields(model);
      if (!isPlainObject(ours)) throw new Error(name);
      const differing = Object.keys(ours).filter(
        (field) => JSON.stringify(attributesOf(ours[field])) !== JSON.stringify(attributesOf(real[field])),
      );
      expect(differing.map((field) => [field, attributesOf(ours[field]), attributesOf(real[field])])).toEqual([]);
    },
  );

  it('covers the models that the flows read', () => {
    expect(models.map((model) => model.name)).toEqual(
      expect.arrayContaining([
        'product.product',
        'purchase.order',
        'purchase.order.line',
        'stock.picking',
        'stock.move',
        'sale.order',
      ]),
    );
  });
});
