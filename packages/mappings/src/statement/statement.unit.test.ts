import { describe, expect, it } from 'vitest';
import { type Fact, type StatementEvidence, statementOf } from './statement.js';

const fact = (key: string, quantity: number, lane: string | null = `order:${key}`): Fact => ({
  key,
  label: `record ${key}`,
  lane,
  fields: { quantity },
});
const evidence = (more: Partial<StatementEvidence> = {}): StatementEvidence => ({
  connection: 'acme',
  period: { from: '2026-11-01T00:00:00.000Z', to: '2026-12-01T00:00:00.000Z' },
  readAt: '2026-12-01T08:00:00.000Z',
  rulesVersion: 1,
  settingsVersion: 1,
  flows: [
    {
      flow: 'shipments',
      odoo: [fact('1', 5), fact('2', 3), fact('4', 1), fact('6', 0.1 + 0.2)],
      shipbob: [fact('1', 5), fact('2', 4), fact('3', 7), fact('6', 0.3)],
    },
  ],
  explanations: [],
  ...more,
});

describe('a statement', () => {
  it('counts each side, what matches, differs and is missing each way', () => {
    const [flow] = statementOf(evidence()).flows;
    expect(flow).toMatchObject({
      counted: { odoo: 4, shipbob: 4 },
      matched: 2,
      differing: 1,
      missingInOdoo: 1,
      missingInShipbob: 1,
      explained: 0,
      unexplained: 3,
    });
    expect(flow?.differences.map((one) => [one.kind, one.key, one.fields])).toEqual([
      ['differs', '2', [{ field: 'quantity', odoo: 3, shipbob: 4 }]],
      ['missing_in_odoo', '3', [{ field: 'quantity', odoo: null, shipbob: 7 }]],
      ['missing_in_shipbob', '4', [{ field: 'quantity', odoo: 1, shipbob: null }]],
    ]);
  });

  it('is explained by what stands open on the same record and flow, and by nothing else', () => {
    const explanations = [
      { lane: 'order:2', flow: 'shipments', by: 'case shipments.quantity_differs' },
      { lane: 'order:3', flow: 'returns', by: 'case returns.over' },
      { lane: 'order:4', flow: null, by: 'is still to be looked at' },
      { lane: 'order:1', flow: 'shipments', by: 'case of a record that agrees' },
    ];
    const [flow] = statementOf(evidence({ explanations })).flows;
    expect(flow).toMatchObject({ explained: 2, unexplained: 1 });
    expect(flow?.differences.map((one) => one.explainedBy)).toEqual([
      'case shipments.quantity_differs',
      null,
      'is still to be looked at',
    ]);
  });

  it('of a record without a lane is never explained', () => {
    const flows = [{ flow: 'billing', odoo: [fact('SB-9', 1, null)], shipbob: [] }];
    const explanations = [{ lane: 'null', flow: null, by: 'no' }];
    expect(statementOf(evidence({ flows, explanations })).flows[0]?.unexplained).toBe(1);
  });

  it('agrees exactly when nothing differs, explained or not', () => {
    const same = [{ flow: 'shipments', odoo: [fact('1', 5)], shipbob: [fact('1', 5)] }];
    expect(statementOf(evidence({ flows: same })).agrees).toBe(true);
    const explanations = [2, 3, 4].map((id) => ({ lane: `order:${id}`, flow: null, by: 'case' }));
    expect(statementOf(evidence({ explanations })).agrees).toBe(false);
  });

  it('can be made again from its evidence, to the same hash; any other evidence gives another', () => {
    const first = statementOf(evidence());
    const stored: StatementEvidence = JSON.parse(JSON.stringify(evidence()));
    expect(statementOf(stored)).toEqual(first);
    const other = evidence();
    const [flow] = other.flows;
    if (flow) flow.odoo = [fact('1', 5.5), ...flow.odoo.slice(1)];
    expect(statementOf(other).evidenceHash).not.toBe(first.evidenceHash);
    expect(statementOf(other).hash).not.toBe(first.hash);
  });
});
