import { DOOR_FINDINGS } from '@mlc/egress';
import { type FindingCatalogue, Findings } from '@mlc/kernel';

const EXTERNAL_API = 'Odoo docs: external API';

/** Address, version and credentials. */
const SERVER_FINDINGS = {
  'odoo.not_odoo': {
    level: 'error',
    broken: 'Another web page or program answers at this address: a shop, a proxy page, an HTML 404.',
    fix: 'Write the address you open Odoo with in a browser, without a path, e.g. https://mycompany.odoo.com.',
    source: 'observed on Odoo 16-19: version, JSON-RPC and JSON-2 answer JSON',
  },
  'odoo.redirected': {
    level: 'error',
    broken: 'The address sends on to another one: to https, to www, to a new host.',
    fix: 'Write the address it sends on to; no redirect is followed, so that no key goes to another host.',
    source: 'observed on Odoo 19 behind a proxy: HTTP 301 to https',
  },
  'odoo.gateway': {
    level: 'error',
    broken: 'A proxy answers in the place of Odoo that it cannot reach it (HTTP 502, 503, 504).',
    fix: 'Look at the proxy before Odoo, and whether Odoo itself runs.',
    source: 'observed on Odoo 16-19: Odoo tells its own errors by name, never as a page with 5xx',
  },
  'odoo.server_error': {
    level: 'error',
    broken: 'Odoo answers with an error of its own that says nothing about the request (HTTP 500).',
    fix: 'Look for the message in the log of the Odoo server; mostly a module of it is broken.',
    source: 'observed on Odoo 19: HTTP 500 with a name that is no contract error',
  },
  'odoo.too_old': {
    level: 'error',
    broken: 'Odoo 15 or older.',
    fix: 'Upgrade Odoo to 16 or later; 16 to 19 are known.',
    source: 'measured on Odoo 16, 17, 18 and 19',
  },
  'odoo.unknown_version': {
    level: 'warning',
    broken: 'An Odoo newer than the ones this connector was measured against.',
    fix: 'Look at `mlc plan` before going live, and see whether a newer connector knows this Odoo.',
    source: 'measured on Odoo 16, 17, 18 and 19',
  },
  'odoo.transport_absent': {
    level: 'error',
    broken: 'The transport is fixed to json2, which this Odoo does not have.',
    fix: 'Set odoo.transport to auto.',
    source: 'observed on Odoo 16-18: POST /json/2 is 404',
  },
  'odoo.old_protocol': {
    level: 'warning',
    broken: 'XML-RPC or JSON-RPC is used although this Odoo has JSON-2.',
    fix: 'Set odoo.transport to auto.',
    source: `${EXTERNAL_API}: the older protocols are deprecated in 19 and to be removed in 22`,
  },
  'odoo.wrong_database': {
    level: 'error',
    broken: 'The server knows no database of this name, or has several and needs the right one.',
    fix: 'Write the exact name; on Odoo Online it is the part before .odoo.com.',
    source: 'observed on Odoo 16-19: 404 "No database is selected", OperationalError',
  },
  'odoo.login_needed': {
    level: 'error',
    broken: 'No login, on an Odoo where a key does not name its user.',
    fix: 'Write the login (mostly an e-mail address) of the bot user as odoo.login.',
    source: 'observed on Odoo 16-18: common.authenticate takes database, login and key',
  },
  'odoo.invalid_key': {
    level: 'error',
    broken: 'The API key is wrong, revoked or expired, or belongs to another login; Odoo does not tell which.',
    fix: 'Make a new API key in Odoo (the bot user: Preferences, Account Security) and set it.',
    source: 'observed on Odoo 16-19: one and the same answer for all of them',
  },
  'odoo.not_a_key': {
    level: 'error',
    broken: 'What is set as the key is refused and has not the form of one: a password, or a part of a key.',
    fix: 'Make an API key in Odoo (the bot user: Preferences, Account Security) and set it whole: 40 characters, 0-9 and a-f.',
    source: 'observed on Odoo 16-19: keys are 40 hexadecimal characters; on 19 a password as bearer token is 401',
  },
  'odoo.password_in_use': {
    level: 'warning',
    broken: 'A password is used where an API key belongs; the older protocols take both.',
    fix: 'Make an API key for the bot user and set it: a password stops working with two-factor login and on JSON-2.',
    source: 'observed on Odoo 16-19: XML-RPC and JSON-RPC accept password or key',
  },
  'odoo.online_plan': {
    level: 'error',
    broken: 'Odoo Online refuses a key that looks sound: its plan may be without the external API.',
    fix: 'See that the subscription is a Custom plan (One App Free and Standard have no external API); if it is, make a new API key.',
    source: `${EXTERNAL_API}: only on Custom plans`,
  },
  'odoo.key_expires': {
    level: 'warning',
    broken: 'An API key of the bot user ends within two weeks.',
    fix: 'Make a new key and set it before that day (mlc connection rotate-odoo-key).',
    source: 'observed on Odoo 18 and 19: keys carry expiration_date; 19 limits those of ordinary users to three months',
  },
  'odoo.clock_differs': {
    level: 'warning',
    broken: 'The clock of Odoo and ours differ by more than a minute.',
    fix: 'Let both machines take their time from NTP.',
    source: 'HTTP Date header of Odoo',
  },
} as const satisfies FindingCatalogue;

/** What the bot user may, and what the database has. */
const DATABASE_FINDINGS = {
  'odoo.company_not_allowed': {
    level: 'error',
    broken: 'There is no company of this id, or the bot user has no access to it.',
    fix: 'Write the id of the right company, or give the bot user access to it (Settings, Users).',
    source: 'observed on Odoo 16-19: "Access to unauthorized or invalid companies."',
  },
  'odoo.bot_without_email': {
    level: 'error',
    broken: 'The bot user has no e-mail address; Odoo then refuses changes of confirmed orders and notes.',
    fix: 'Give the bot user an e-mail address in Odoo.',
    source: `observed on Odoo 16-18: "Unable to send message, please configure the sender's email address."`,
  },
  'odoo.bot_language': {
    level: 'warning',
    broken:
      'The bot user has another language than English: Odoo translates its errors, and some are told apart by their words.',
    fix: 'Set the language of the bot user to English (US) in Odoo; people keep theirs.',
    source: "observed on Odoo 16-19: messages come in the user's language; XML-RPC has nothing but the text",
  },
  'odoo.module_missing': {
    level: 'error',
    broken: 'An app that the flows need is not installed: Inventory, Purchase, Sales or Delivery Costs.',
    fix: 'Install the app in this Odoo database.',
    source: 'observed on Odoo 16-19: the model does not exist',
  },
  'odoo.tracking_field_missing': {
    level: 'error',
    broken: 'Transfers have no tracking reference: delivery is installed without its part for Inventory.',
    fix: 'Install Delivery - Stock (module stock_delivery; up to Odoo 16 it is in delivery).',
    source:
      'observed on Odoo 16-19: stock.picking.carrier_tracking_ref comes with delivery (16), stock_delivery (17-19)',
  },
  'odoo.no_inventory_rights': {
    level: 'error',
    broken: 'The bot user is not in Inventory / User: it can neither receive nor deliver.',
    fix: 'Give the bot user the group Inventory / User.',
    source: 'access rights of Odoo 16-19: only this group writes stock.lot and stock.quant',
  },
  'odoo.no_purchase_rights': {
    level: 'warning',
    broken: 'The bot user is not in Purchase / User: it reads purchase orders, and can write nothing on them.',
    fix: 'Give the bot user the group Purchase / User.',
    source: 'access rights of Odoo 16-19: Inventory users may only read purchase.order',
  },
  'odoo.no_sales_rights': {
    level: 'error',
    broken:
      'The bot user cannot read sale orders: it is neither in Sales nor in Inventory, or the rights were changed.',
    fix: 'Give the bot user the group Sales / User: All Documents.',
    source: 'access rights of Odoo 16-19: sale.order',
  },
  'odoo.own_documents_only': {
    level: 'warning',
    broken: "The bot user is in Sales / User: Own Documents Only: other people's sale orders do not exist for it.",
    fix: 'Give the bot user the group Sales / User: All Documents.',
    source: 'observed on Odoo 17 and 19: such a user of Inventory and Sales saw none of the sale orders',
  },
  'odoo.access_denied_to_model': {
    level: 'error',
    broken:
      'The bot user is in the right groups, and still may not do one thing: the rights were changed in this database.',
    fix: 'Give the bot user the right that the message names (Settings, Technical, Access Rights).',
    source: 'observed on Odoo 16-19: has_access, check_access_rights',
  },
  'odoo.unknown_warehouse': {
    level: 'error',
    broken: "A centre names a warehouse that the company does not have: the code is its 'Short Name'.",
    fix: 'Correct settings.centres.',
    source: 'observed on Odoo 16-19: stock.warehouse.code',
  },
  'odoo.multi_step_warehouse': {
    level: 'warning',
    broken:
      'A warehouse that stands for ShipBob receives or delivers in several steps; ShipBob does those steps itself.',
    fix: 'Set it to one step in and one step out (Inventory, Configuration, Warehouses); else only the first receipt and the last delivery are seen.',
    source: 'observed on Odoo 16-19: stock.warehouse.reception_steps, delivery_steps',
  },
  'odoo.no_count_rights': {
    level: 'error',
    broken: 'Stock is to be set to what ShipBob counted, and on Odoo 17 or older only an Inventory Administrator may.',
    fix: 'Put the bot user into Inventory / Administrator, or set inventory.adjust to off.',
    source: 'observed on Odoo 17: "Only a stock manager can validate an inventory adjustment"; a user may on 19',
  },
  'odoo.unknown_field': {
    level: 'warning',
    broken: 'The settings name a field that Odoo does not have, or hides from the bot user: nothing is read from it.',
    fix: 'Correct the setting that the message names, or make the field in Odoo.',
    source: 'observed on Odoo 16-19: fields_get lists what a user may see',
  },
  'odoo.unknown_location': {
    level: 'error',
    broken: 'A centre names a location that the company does not have, or Storage Locations is switched off.',
    fix: 'Correct settings.centres: the complete name, e.g. SB/Stock/CHI; locations of your own need Inventory, Settings, Storage Locations.',
    source: 'observed on Odoo 16-19: stock.location.complete_name',
  },
  'odoo.location_not_internal': {
    level: 'error',
    broken: "A centre's location is a view, a customer's, a transit ... location: no goods of ours can lie there.",
    fix: 'Name an internal location of that warehouse.',
    source: 'observed on Odoo 16-19: stock.location.usage',
  },
  'odoo.location_elsewhere': {
    level: 'error',
    broken: "A centre's location lies in another warehouse than the centre names.",
    fix: 'Name warehouse and location that belong together.',
    source: 'observed on Odoo 16-19: stock.location.warehouse_id',
  },
  'odoo.unknown_tag': {
    level: 'warning',
    broken: 'No product carries the tag that says which ones go to ShipBob: the tag does not exist.',
    fix: 'Make the tag in Odoo and give it to the products that go to ShipBob, or correct settings.products.tag.',
    source: 'observed on Odoo 16-19: product.tag',
  },
  'odoo.unknown_carrier': {
    level: 'warning',
    broken: 'The carrier map names a delivery method that Odoo does not have: the field stays empty.',
    fix: 'Correct settings.shipments.carrier_map, or make the delivery method in Odoo.',
    source: 'observed on Odoo 16-19: delivery.carrier',
  },
  'odoo.contract': {
    level: 'error',
    broken: 'Odoo does not understand a question of ours: a module has taken a field or method away.',
    fix: 'Report the message with the Odoo version and the list of installed modules.',
    source: 'observed on Odoo 16-19: ValueError, TypeError, AttributeError',
  },
} as const satisfies FindingCatalogue;

/** All that `pingOdoo` may find wrong: rows of docs/doctor.md. */
export const ODOO_FINDINGS = { ...SERVER_FINDINGS, ...DATABASE_FINDINGS } as const;

export const found = new Findings({ ...DOOR_FINDINGS, ...ODOO_FINDINGS });
