import type { Finding } from '@mlc/kernel';
import type { Settings } from '@mlc/mappings';
import { z } from 'zod';
import type { OdooClient } from '../client/odoo-client.js';
import { int, many2one, requiredChar } from '../client/values.js';
import { found } from './catalogue.js';

/** What the settings say about Odoo: each name must exist there. */
export type NamedInSettings = Pick<Settings, 'centres' | 'products' | 'shipments'>;

export async function checkSettings(client: OdooClient, settings: NamedInSettings): Promise<Finding[]> {
  return [
    ...(await checkCentres(client, settings)),
    ...(await checkTag(client, settings)),
    ...(await checkCarriers(client, settings)),
  ];
}

const warehouseRow = z.object({ id: int, code: requiredChar });
const locationRow = z.object({ id: int, complete_name: requiredChar, usage: requiredChar, warehouse_id: many2one });

async function checkCentres(client: OdooClient, { centres }: NamedInSettings): Promise<Finding[]> {
  if (centres.length === 0) return [];
  const own = ['company_id', '=', client.companyId];
  const warehouses = await client.searchRead('stock.warehouse', warehouseRow, { domain: [own], limit: 1000 });
  const names = centres.flatMap(({ location }) => (location === undefined ? [] : [location]));
  const locations =
    names.length === 0
      ? []
      : await client.searchRead('stock.location', locationRow, {
          domain: [
            ['complete_name', 'in', names],
            ['company_id', 'in', [false, client.companyId]],
          ],
          limit: 1000,
        });
  const field = 'settings.centres';
  const findings = centres.flatMap((centre): Finding[] => {
    const warehouse = warehouses.find(({ code }) => code === centre.warehouse);
    if (!warehouse) {
      const list = warehouses.map(({ code }) => code).join(', ') || 'none';
      const message = `Centre ${centre.fulfillment_center_id} names the warehouse ${centre.warehouse}; this company has: ${list}.`;
      return [found.wrong('odoo.unknown_warehouse', message, { field })];
    }
    if (centre.location === undefined) return [];
    const location = locations.find(({ complete_name }) => complete_name === centre.location);
    const says = `Centre ${centre.fulfillment_center_id} names the location ${centre.location}`;
    if (!location) return [found.wrong('odoo.unknown_location', `${says}, which does not exist.`, { field })];
    if (location.usage !== 'internal')
      return [found.wrong('odoo.location_not_internal', `${says}, which is of the kind ${location.usage}.`, { field })];
    if (location.warehouse_id !== null && location.warehouse_id.id !== warehouse.id)
      return [
        found.wrong('odoo.location_elsewhere', `${says}, which lies in ${location.warehouse_id.name}.`, { field }),
      ];
    return [];
  });
  return findings.length > 0 ? findings : [found.ok('odoo.centres', `Each centre has its place: ${places(centres)}.`)];
}

const places = (centres: NamedInSettings['centres']): string =>
  centres
    .map((centre) => `${centre.fulfillment_center_id} is ${centre.location ?? `warehouse ${centre.warehouse}`}`)
    .join(', ');

const namedRow = z.object({ id: int, name: requiredChar });

async function checkTag(client: OdooClient, { products: { tag } }: NamedInSettings): Promise<Finding[]> {
  if (tag === null) return [];
  const tags = await client.searchRead('product.tag', namedRow, { domain: [['name', '=', tag]], limit: 1 });
  if (tags.length > 0) return [];
  return [
    found.wrong('odoo.unknown_tag', `There is no product tag "${tag}", so no product goes to ShipBob.`, {
      field: 'settings.products.tag',
    }),
  ];
}

async function checkCarriers(client: OdooClient, { shipments }: NamedInSettings): Promise<Finding[]> {
  const wanted = [...new Set(Object.values(shipments.carrier_map))];
  if (wanted.length === 0) return [];
  const known = await client.searchRead('delivery.carrier', namedRow, {
    domain: [['name', 'in', wanted]],
    limit: 1000,
  });
  return wanted
    .filter((name) => !known.some((carrier) => carrier.name === name))
    .map((name) =>
      found.wrong(
        'odoo.unknown_carrier',
        `There is no delivery method "${name}": transfers of that carrier get none.`,
        {
          field: 'settings.shipments.carrier_map',
        },
      ),
    );
}
