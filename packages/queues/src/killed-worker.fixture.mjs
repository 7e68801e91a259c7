// A worker process that takes a job, says so and never ends it: its parent kills it. Runs on the built package.
import { Redacted } from '@mlc/kernel';
import { handle, startWorkers } from '../dist/index.js';

const { kind, url, prefix } = JSON.parse(process.argv[2]);
const secret = new Redacted(url);
const backend = kind === 'redis' ? { kind, url: secret, prefix } : { kind, databaseUrl: secret, prefix };
const hang = async (data, { attempt }) => {
  process.send({ started: data, attempt });
  await new Promise(() => {});
};
startWorkers(backend, 'work', [handle('lanes.work', hang), handle('events.route', hang)], { concurrency: 1 });
