import type { Finding } from '@mlc/kernel';
import type { Settings } from '@mlc/mappings';
import { z } from 'zod';
import type { OdooClient } from '../client/odoo-client.js';
import { int, many2one, requiredChar } from '../client/values.js';
import { found } from './catalogue.js';
import { mayApplyCounts } from './rights.js';

/** What the settings say about Odoo: each name must exist there. */
export type NamedInSettings = Pick<Settings, 'centres' | 'inventory' | 'products' | 'shipments' | 'wro'>;

export async function checkSettings(client: OdooClient, settings: NamedInSettings): Promise<Finding[]> {
  return [
    ...(await checkCentres(client, settings)),
    ...(await checkTag(client, settings)),
    ...(await checkCarriers(client, settings)),
    ...(await checkFields(client, settings)),
    ...(await checkCounts(client, settings)),
  ];
}

const warehouseRow = z.object({
  id: int,
  code: requiredChar,
  reception_steps: requiredChar.optional(),
  delivery_steps: requiredChar.optional(),
});
type Warehouse = z.output<typeof warehouseRow>;
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
  if (findings.length > 0) return findings;
  const used = warehouses.filter(({ code }) => centres.some((centre) => centre.warehouse === code));
  return [found.ok('odoo.centres', `Each centre has its place: ${places(centres)}.`), ...used.flatMap(checkSteps)];
}

/** `one_step` and `ship_only` are the words of Odoo 16 to 19 for one step. */
function checkSteps({ code, reception_steps = 'one_step', delivery_steps = 'ship_only' }: Warehouse): Finding[] {
  const steps = [
    ...(reception_steps === 'one_step' ? [] : [`receives in several steps (${reception_steps})`]),
    ...(delivery_steps === 'ship_only' ? [] : [`delivers in several steps (${delivery_steps})`]),
  ];
  if (steps.length === 0) return [];
  const message = `The warehouse ${code} stands for ShipBob and ${steps.join(' and ')}.`;
  return [found.wrong('odoo.multi_step_warehouse', message, { field: 'settings.centres' })];
}

async function checkCounts(client: OdooClient, { inventory }: NamedInSettings): Promise<Finding[]> {
  if (inventory.adjust === 'off' || (await mayApplyCounts(client))) return [];
  const message = `settings.inventory.adjust is ${inventory.adjust}, and the bot user is not in Inventory / Administrator.`;
  return [found.wrong('odoo.no_count_rights', message, { field: 'settings.inventory.adjust' })];
}

/** Fields by the setting that names them; of several models it is enough that one has it. */
async function checkFields(client: OdooClient, { wro, products }: NamedInSettings): Promise<Finding[]> {
  const either = ['stock.picking', 'purchase.order'];
  const named: [setting: string, field: string | null | undefined, models: string[]][] = [
    ['wro.create_field', wro.create_field, ['purchase.order']],
    ['wro.tracking_field', wro.tracking_field, ['stock.picking']],
    ['wro.units_per_box_field', wro.units_per_box_field, ['product.product']],
    ['wro.centre_field', wro.centre_field, either],
    ['wro.final_centre_field', wro.final_centre_field, either],
    ...Object.entries(wro.freight).map(([fact, field]): (typeof named)[number] => [
      `wro.freight.${fact}`,
      field,
      either,
    ]),
    ...(['length', 'width', 'height'] as const).map((side): (typeof named)[number] => [
      `products.dimension_fields.${side}`,
      products.dimension_fields?.[side],
      ['product.product'],
    ]),
  ];
  const findings: Finding[] = [];
  for (const [setting, field, models] of named) {
    if (typeof field !== 'string') continue;
    const known = await Promise.all(models.map((model) => client.fieldsGet(model)));
    if (known.some((fields) => fields.has(field))) continue;
    const message = `settings.${setting} names the field ${field}, which ${models.join(' and ')} ${models.length > 1 ? 'do' : 'does'} not have.`;
    findings.push(found.wrong('odoo.unknown_field', message, { field: `settings.${setting}` }));
  }
  return findings;
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
