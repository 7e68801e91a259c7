import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  gatherAccrued,
  gatherStatement,
  laneExplanations,
  type Period,
  STATED_FLOWS,
  type StatedFlow,
} from '@mlc/engine';
import { BadInput } from '@mlc/kernel';
import { type Explanation, RULES_VERSION, type Statement, type StatementEvidence, statementOf } from '@mlc/mappings';
import type { Command } from 'commander';
import { type Cli, pickConnection, withRuntime } from '../context.js';
import { csvOf } from '../csv.js';
import type { GlobalOptions } from '../options.js';
import { bad, faint, good, type Output } from '../output.js';
import { periodOf } from '../period.js';
import { evidenceSchema } from '../statement-evidence.js';

interface StatementOptions {
  from?: string;
  to?: string;
  flow?: string[];
  csv?: string;
  evidence?: string;
}

export function statementCommand(program: Command): void {
  program
    .command('statement')
    .description(
      'do both sides agree? counted on each, matched, differing, missing, explained; writes nothing anywhere',
    )
    .option('--from <day>', 'first day, ISO 8601 (default: 30 days ago)')
    .option('--to <day>', 'first day that is no longer in it (default: tomorrow)')
    .option('--flow <flow...>', `only these: ${STATED_FLOWS.join(', ')}`)
    .option('--csv <dir>', 'also write the statement (CSV and JSON) and its evidence (JSON) into this folder')
    .option('--evidence <file>', 'make the statement again from evidence that was written before; reads nothing else')
    .action(async (own: StatementOptions, command: Command) => {
      const global = command.optsWithGlobals<GlobalOptions>();
      await withRuntime({ ...global, fence: 'read_only' }, async (cli) => {
        const evidence = own.evidence ? storedEvidence(own.evidence) : await freshEvidence(cli, global.connection, own);
        const statement = statementOf(evidence);
        if (own.csv !== undefined) writeStatement(own.csv, evidence, statement);
        cli.out.result(statement, () => showStatement(cli.out, statement));
      });
    });
}

async function freshEvidence(
  { runtime }: Cli,
  connectionName: string | undefined,
  own: StatementOptions,
): Promise<StatementEvidence> {
  const connection = await pickConnection(runtime, connectionName);
  const period = periodOf(own, runtime.clock.now());
  return statementEvidence({ runtime }, connection, period, flowsOf(own.flow));
}

/** Reads both sides anew, and what stands open on the records that were read. */
export async function statementEvidence(
  { runtime }: Pick<Cli, 'runtime'>,
  connection: Awaited<ReturnType<typeof pickConnection>>,
  period: Period,
  wanted: readonly StatedFlow[] = STATED_FLOWS,
): Promise<StatementEvidence> {
  const work = await runtime.work(connection);
  const readAt = runtime.clock.now().toISOString();
  const flows = await gatherStatement(work, period, wanted);
  const accrued = wanted.includes('billing') ? await gatherAccrued(work, period) : undefined;
  const { cases, approvals } = runtime.store;
  const open = (await cases.list(connection.id)).filter((found) => found.state !== 'resolved');
  const waiting = await approvals.list(connection.id);
  const explanations: Explanation[] = [
    ...open.map(({ laneKey, flow, code }) => ({ lane: laneKey, flow, by: `case ${code}` })),
    ...waiting.map(({ laneKey, planned }) => ({
      lane: laneKey,
      flow: planned.flow,
      by: `waits for a person: ${planned.title}`,
    })),
    ...(await laneExplanations(work, flows)),
  ];
  return {
    connection: connection.name,
    period,
    readAt,
    rulesVersion: RULES_VERSION,
    settingsVersion: connection.settingsVersion,
    flows,
    explanations: explanations.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    ...(accrued === undefined ? {} : { accrued }),
  };
}

function flowsOf(named: string[] | undefined): StatedFlow[] {
  if (named === undefined) return [...STATED_FLOWS];
  return named.map((name) => {
    const flow = STATED_FLOWS.find((known) => known === name);
    if (flow !== undefined) return flow;
    throw new BadInput(`There is no statement of ${JSON.stringify(name)}.`, {
      code: 'cli.flow',
      field: '--flow',
      fix: `Use ${STATED_FLOWS.join(', ')}.`,
    });
  });
}

function storedEvidence(path: string): StatementEvidence {
  try {
    return evidenceSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new BadInput(
      `${path} holds no evidence of a statement.`,
      { code: 'cli.evidence', field: '--evidence', fix: 'Give the evidence.json that --csv wrote.' },
      error,
    );
  }
}

function writeStatement(folder: string, evidence: StatementEvidence, statement: Statement): void {
  mkdirSync(folder, { recursive: true });
  const rows = statement.flows.flatMap(({ flow, differences }) =>
    differences.flatMap(({ fields, ...one }) =>
      fields.map(({ field, odoo, shipbob }) => [
        flow,
        one.kind,
        one.key,
        one.label,
        field,
        odoo,
        shipbob,
        one.explainedBy,
      ]),
    ),
  );
  const counts = statement.flows.map((flow) => [
    flow.flow,
    flow.counted.odoo,
    flow.counted.shipbob,
    flow.matched,
    flow.differing,
    flow.missingInOdoo,
    flow.missingInShipbob,
    flow.explained,
    flow.unexplained,
  ]);
  const put = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  put('statement.csv', csvOf(COUNTS_HEAD, counts));
  put('differences.csv', csvOf(['flow', 'kind', 'key', 'record', 'field', 'odoo', 'shipbob', 'explained by'], rows));
  const accrued = (statement.accrued ?? []).map((one) => [one.fee, one.charges, one.amount, one.currency]);
  if (statement.accrued !== undefined) put('accrued.csv', csvOf(['fee', 'charges', 'amount', 'currency'], accrued));
  put('statement.json', `${JSON.stringify(statement, null, 2)}\n`);
  put('evidence.json', `${JSON.stringify(evidence, null, 2)}\n`);
}

const COUNTS_HEAD = [
  'flow',
  'in Odoo',
  'at ShipBob',
  'matched',
  'differing',
  'missing in Odoo',
  'missing at ShipBob',
  'explained',
  'unexplained',
];

export function showStatement(out: Output, statement: Statement): void {
  const { connection, period, readAt, hash, evidenceHash } = statement;
  out.say(`${connection}, ${period.from} to ${period.to}, read at ${readAt}`);
  out.say();
  out.table(
    COUNTS_HEAD,
    statement.flows.map((flow) => [
      flow.flow,
      flow.counted.odoo,
      flow.counted.shipbob,
      flow.matched,
      flow.differing,
      flow.missingInOdoo,
      flow.missingInShipbob,
      flow.explained,
      flow.unexplained,
    ]),
  );
  out.say();
  for (const { flow, differences } of statement.flows)
    for (const one of differences) {
      const fields = one.fields.map(
        ({ field, odoo, shipbob }) => `${field} ${odoo ?? '-'} in Odoo, ${shipbob ?? '-'} at ShipBob`,
      );
      out.say(`${one.explainedBy === null ? bad('!') : '?'} ${flow}  ${one.label}: ${fields.join('; ')}`);
      out.say(faint(`    ${one.explainedBy ?? 'nothing explains it'}`));
    }
  for (const { fee, charges, amount, currency } of statement.accrued ?? [])
    out.say(faint(`  not invoiced yet: ${fee}, ${charges} charges over ${amount.toFixed(2)} ${currency}`));
  out.say(statement.agrees ? good('Both sides agree.') : bad('Both sides do not agree.'));
  out.say(faint(`statement ${hash.slice(0, 16)}, evidence ${evidenceHash.slice(0, 16)}. Nothing was written.`));
}
