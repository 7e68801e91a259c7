import { budgetStoreConformance } from '@mlc/egress/testing';
import { newId } from '@mlc/kernel';
import { openStoreBench } from '@mlc/store/testing';

budgetStoreConformance('Postgres', async () => {
  const bench = await openStoreBench();
  return {
    store: bench.store.budget,
    newAccount: async () =>
      (await bench.newConnection({ shipbobAccountId: `api.shipbob.example/${newId()}/pat` })).shipbobAccountId,
    close: () => bench.close(),
  };
});
