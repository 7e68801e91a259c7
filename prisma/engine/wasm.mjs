import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg';
import { migrationAdapter } from './connection.mjs';

const require = createRequire(import.meta.url);

/** What the WASM module last said before it died; its glue reports Rust panics through this global. */
let panic = '';
Object.assign(globalThis, {
  PRISMA_WASM_PANIC_REGISTRY: {
    /** @param {string} message */
    set_message(message) {
      panic = message;
      process.stderr.write(`${message}\n`);
    },
  },
});
export const panicMessage = () => panic;

/**
 * Prisma's schema engine, loaded by hand: Node 20 imports no .wasm files.
 * @param {import('./arguments.mjs').EngineRequest} request
 * @returns {Promise<Record<string, unknown>>} its methods by name
 */
export async function loadEngine({ url, datamodels, log }) {
  const file = require.resolve('@prisma/schema-engine-wasm').replace(/schema_engine\.js$/, 'schema_engine_bg.wasm');
  const { instance } = await WebAssembly.instantiate(readFileSync(file), { './schema_engine_bg.js': { ...glue } });
  const { __wbg_set_wasm: setWasm, SchemaEngine } = /** @type {any} */ (glue);
  setWasm(instance.exports);
  const { __wbindgen_start: start } = instance.exports;
  if (typeof start === 'function') start();
  return SchemaEngine.new(
    { datamodels: datamodels.length > 0 ? datamodels : undefined },
    log,
    bindMigrationAwareSqlAdapterFactory(migrationAdapter(url)),
  );
}
