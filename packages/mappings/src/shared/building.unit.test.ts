import { describe, expect, it } from 'vitest';
import type { PlannedCase } from '../plan.js';
import { type Findings, noFindings, planOf, together } from './building.js';
import { proposing } from './proposals.js';

const found = (code: string, more: Partial<PlannedCase> = {}): PlannedCase => ({
  flow: 'f',
  code,
  cause: `cause ${code}.`,
  suggestions: ['look'],
  detail: {},
  ...more,
});
const effect = (businessKey: string) => ({
  flow: 'f',
  operation: 'shipbob.wro.cancel' as const,
  target: 'shipbob' as const,
  kind: 'converge' as const,
  businessKey,
  title: '',
  before: null,
  after: null,
  request: {},
  reason: '',
  link: null,
});
const planned = (more: Partial<Findings>) => planOf({ ...noFindings(), ...more }, 'nothing');
const [EARLY, LATE] = [new Date('2026-11-25T10:00:00Z'), new Date('2026-11-26T10:00:00Z')];

describe('a plan of several findings', () => {
  it('holds them all, in their order', () => {
    const one = (name: string): Findings => ({
      effects: [effect(name)],
      adoptions: [{ odooModel: 'm', odooId: 1, shipbobType: 'wro', shipbobId: name, data: {}, evidence: '' }],
      rings: [{ lane: name, reason: '' }],
      cases: [found(name)],
      laterAt: [EARLY],
      notes: [name],
    });
    expect(together([one('a'), one('b')])).toMatchObject({
      effects: [{ businessKey: 'a' }, { businessKey: 'b' }],
      adoptions: [{ shipbobId: 'a' }, { shipbobId: 'b' }],
      rings: [{ lane: 'a' }, { lane: 'b' }],
      cases: [{ code: 'a' }, { code: 'b' }],
      laterAt: [EARLY, EARLY],
      notes: ['a', 'b'],
    });
  });

  it('ends done with what was found, else with the word for nothing', () => {
    expect(planned({ notes: ['a', 'b'] }).end).toEqual({ kind: 'done', reason: 'a; b' });
    expect(planned({}).end).toEqual({ kind: 'done', reason: 'nothing' });
  });

  it('waits for the earliest time', () => {
    expect(planned({ laterAt: [LATE, EARLY], notes: ['a'] }).end).toEqual({
      kind: 'later',
      at: EARLY.toISOString(),
      waitsFor: [],
      reason: 'a',
    });
  });

  it('ends with its cases, beside which the waiting goes on', () => {
    expect(planned({ cases: [found('a')] }).end).toEqual({ kind: 'case', cases: [found('a')] });
    expect(planned({ cases: [found('a')], laterAt: [LATE, EARLY] }).end).toEqual({
      kind: 'case',
      cases: [found('a')],
      at: EARLY.toISOString(),
    });
  });

  it('rings a lane once', () => {
    const rings = ['a', 'b', 'a'].map((lane, index) => ({ lane, reason: String(index) }));
    expect(planned({ rings }).rings.map(({ lane }) => lane)).toEqual(['a', 'b']);
  });
});

describe('cases of one code', () => {
  const cases = (...all: PlannedCase[]) => {
    const { end } = planned({ cases: all });
    return end.kind === 'case' ? end.cases : [];
  };

  it('become one, with every cause, suggestion, number and proposal', () => {
    const twice = cases(
      proposing(found('a', { cause: 'One.', detail: { money_at_stake: 5, n: 1 } }), [effect('x')]),
      found('b'),
      proposing(found('a', { cause: 'Two.', suggestions: ['look', 'ask'], detail: { money_at_stake: 7 } }), [
        effect('y'),
      ]),
    );
    expect(twice.map(({ code }) => code)).toEqual(['a', 'b']);
    expect(twice[0]).toMatchObject({
      cause: 'One. Two.',
      suggestions: ['look', 'ask'],
      detail: { each: [{ n: 1, money_at_stake: 5 }, { money_at_stake: 7 }], money_at_stake: 12 },
      proposes: [{ businessKey: 'x' }, { businessKey: 'y' }],
    });
    expect(twice[1]).toEqual(found('b'));
  });

  it('claim no money and propose nothing where none of them does', () => {
    const [one] = cases(found('a', { detail: { n: 1 } }), found('a', { detail: { n: 2 } }));
    expect(one?.detail).toEqual({ each: [{ n: 1 }, { n: 2 }] });
    expect(one).not.toHaveProperty('proposes');
  });
});

it('a case that proposes nothing stays as it is', () => {
  const plain = found('a');
  expect(proposing(plain, [])).toBe(plain);
  expect(proposing(plain, [effect('x')]).detail).toEqual({ proposes: [effect('x')] });
});
