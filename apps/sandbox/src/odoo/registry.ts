import { Database } from './engine/database.js';
import { keepsCell } from './engine/fields.js';
import { defineModel, type ModelDef, type ModelInput, type Version } from './engine/model.js';
import { ormMethods } from './methods/orm.js';
import { accountingModels } from './models/accounting.js';
import { activityModels } from './models/activity.js';
import { apiKeyModel } from './models/api-keys.js';
import { baseModels } from './models/base.js';
import { landedCostModels } from './models/landed-costs.js';
import { moveModels } from './models/move.js';
import { mrpModels } from './models/mrp.js';
import { pickingModel } from './models/picking.js';
import { productModels } from './models/product.js';
import { purchaseModels } from './models/purchase.js';
import { returnModels } from './models/returns.js';
import { saleModels } from './models/sale.js';
import { scrapModels } from './models/scrap.js';
import { stockConfigModels } from './models/stock-config.js';
import { stockLevelModels } from './models/stock-levels.js';
import { wizardModels } from './models/wizards.js';

const inputs = (version: Version): ModelInput[] => [
  ...baseModels(version),
  apiKeyModel(version),
  ...productModels(version),
  ...stockConfigModels(version),
  pickingModel(version),
  ...moveModels(version),
  ...stockLevelModels(version),
  ...purchaseModels(version),
  ...saleModels(version),
  ...wizardModels(),
  ...returnModels(version),
  ...scrapModels(version),
  ...accountingModels(version),
  ...activityModels(version),
  ...mrpModels(),
  ...landedCostModels(),
];

/** Buying and selling bring accounting with them. */
const withImplied = (modules: ReadonlySet<string>): ReadonlySet<string> =>
  modules.has('purchase') || modules.has('sale') ? new Set([...modules, 'account']) : modules;

/** The models of a version with the given applications installed. */
export function buildRegistry(
  version: Version,
  installed: ReadonlySet<string>,
  absentFields: readonly string[] = [],
): ReadonlyMap<string, ModelDef> {
  const modules = withImplied(installed);
  const common = ormMethods(version);
  return new Map(
    inputs(version)
      .filter((input) => input.module === undefined || modules.has(input.module))
      .map((input) => [input.name, defineModel(version, common, modules, without(input, absentFields))]),
  );
}

/** `model.field`: as if the module that brings it were not installed. */
function without(input: ModelInput, absentFields: readonly string[]): ModelInput {
  const kept = Object.entries(input.fields).filter(([name]) => !absentFields.includes(`${input.name}.${name}`));
  return { ...input, fields: Object.fromEntries(kept) };
}

/** An empty database with a table for each model. */
export function buildDatabase(registry: ReadonlyMap<string, ModelDef>): Database {
  const db = new Database();
  for (const model of registry.values()) {
    const indexed = Object.entries(model.fields)
      .filter(([, field]) => field.type === 'many2one' && keepsCell(field))
      .map(([name]) => name);
    db.addTable(model.name, indexed);
  }
  return db;
}
