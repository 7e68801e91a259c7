export {
  type Answer,
  createShipBobClient,
  type ReadCall,
  type ShipBobClient,
  type ShipBobClientOptions,
  type WriteAnswer,
  type WriteCall,
} from './http/client.js';
export { createShipBobReader } from './read/reader.js';
export { parseVersion, SHIPBOB_VERSIONS, type ShipBobVersion, type VersionTraits, versionTraits } from './versions.js';
export { createShipBobExecutor } from './write/executor.js';
