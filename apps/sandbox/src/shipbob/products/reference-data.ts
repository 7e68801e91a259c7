import type { Json } from '@mlc/kernel';
import type { Answer } from '../../core/exchange.js';
import { ok, problem } from '../http/errors.js';
import type { Call, Route } from '../http/router.js';
import { versionsWhere } from '../versions.js';
import { MATERIALS, REQUIREMENTS } from './merge.js';

interface Taxon {
  id: number;
  name: string;
  parentId: number | null;
}

/** A few branches of ShipBob's tree, enough to walk up and down in it. */
const TAXA: Taxon[] = [
  { id: 1, name: 'Home & Garden', parentId: null },
  { id: 2, name: 'Kitchen & Dining', parentId: 1 },
  { id: 3, name: 'Cookware & Bakeware', parentId: 2 },
  { id: 4, name: 'Food, Beverages & Tobacco', parentId: null },
  { id: 5, name: 'Coffee', parentId: 4 },
];

/** The nine of the EU and US lists that overlap; ShipBob's own list is unpublished. */
const ALLERGENS = ['Milk', 'Eggs', 'Fish', 'Shellfish', 'Tree nuts', 'Peanuts', 'Wheat', 'Soybeans', 'Sesame'];

/** Lists that never change. */
export function referenceRoutes(): Route[] {
  const scope = 'products_read';
  return [
    { method: 'GET', path: '/packaging-requirement', scope, handle: () => ok(requirements()) },
    { method: 'GET', path: '/taxonomy', scope, handle: listTaxa },
    { method: 'GET', path: '/taxonomy/{id}', scope, handle: (call) => oneTaxon(call, (taxon) => taxon) },
    { method: 'GET', path: '/taxonomy/{id}/parent', scope, handle: (call) => oneTaxon(call, parentOf) },
    {
      method: 'GET',
      path: '/allergens',
      scope,
      versions: versionsWhere((traits) => traits.allergens),
      handle: () => ok(ALLERGENS.map((name, index) => ({ id: index + 1, name }))),
    },
  ];
}

const requirements = (): Json[] =>
  Object.entries(REQUIREMENTS).map(([id, name]) => ({
    id: Number(id),
    name,
    description: name,
    applicable_categories: [],
    applicable_packaging_material_types: Object.entries(MATERIALS).map(([materialId, material]) => ({
      id: Number(materialId),
      name: material,
    })),
    applicable_taxonomy: [],
  }));

const parentOf = (taxon: Taxon): Taxon | undefined => TAXA.find((candidate) => candidate.id === taxon.parentId);

const pathOf = (taxon: Taxon): string => {
  const parent = parentOf(taxon);
  return parent === undefined ? taxon.name : `${pathOf(parent)} > ${taxon.name}`;
};

const nodeOf = (taxon: Taxon) => ({ id: taxon.id, name: taxon.name, path: pathOf(taxon) });

function taxonView(taxon: Taxon): Json {
  const parent = parentOf(taxon);
  const children = TAXA.filter((candidate) => candidate.parentId === taxon.id);
  return {
    ...nodeOf(taxon),
    parent: parent === undefined ? null : nodeOf(parent),
    children: children.map((child) => ({
      ...nodeOf(child),
      has_children: TAXA.some((candidate) => candidate.parentId === child.id),
    })),
  };
}

function listTaxa(call: Call): Answer {
  const search = call.query.text('search')?.toLowerCase() ?? null;
  return ok(TAXA.filter((taxon) => search === null || taxon.name.toLowerCase().includes(search)).map(taxonView));
}

function oneTaxon(call: Call, wanted: (taxon: Taxon) => Taxon | undefined): Answer {
  const taxon = TAXA.find((candidate) => candidate.id === Number(call.params['id']));
  const found = taxon === undefined ? undefined : wanted(taxon);
  return found === undefined ? problem(404, 'Not Found', 'The taxonomy was not found.') : ok(taxonView(found));
}
