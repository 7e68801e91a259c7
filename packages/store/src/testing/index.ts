export { connectionRow, openStoreBench, type StoreBench } from './store-bench.js';
export { createDatabase, createTestDatabase, dropDatabase, migrations, type TestDatabase } from './test-database.js';
