import { isPlainObject } from '@mlc/kernel';
import { endpoints, hasEndpoint } from '@mlc/shipbob';
import { describe, expect } from 'vitest';
import { type Check, Undecided } from '../report.js';
import { about, type Look, outcome } from './look.js';
import type { Target } from './target.js';

/** What all answers of the run have in common; runs last. */
export function shapesSuite(target: Target, checkAll: Check, at: () => Look): void {
  const answered = () => at().access.recorder.seen.filter(({ status, json }) => status < 300 && json !== undefined);

  describe('all answers', () => {
    const check = about('all answers', checkAll);
    check('every time can be read, and tells its offset where it tells an hour', async (note) => {
      const times = answered().flatMap(({ call, json }) => timesIn(json).map((text) => ({ call, text })));
      if (times.length === 0) throw new Undecided('nothing there', 'no answer holds a time');
      note('forms', new Set(times.map(({ call, text }) => `${call} ${formOf(text)}`)));
      const odd = times.filter(({ text }) => Number.isNaN(Date.parse(text)) || /T[\d:.]+$/.test(text));
      expect([...new Set(odd.map(({ call, text }) => `${call} ${formOf(text)}`))]).toEqual([]);
    });

    check('the members of each answer are told, for whoever compares them with the sandbox’s', async (note) => {
      const members = new Map<string, Set<string>>();
      for (const { method, call, json } of answered().filter((one) => rowsOf(one.json).length > 0)) {
        const known = members.get(`${method} ${call}`) ?? new Set();
        for (const name of membersOf(json, '')) known.add(name);
        members.set(`${method} ${call}`, known);
      }
      expect(members.size).toBeGreaterThan(0);
      for (const [call, names] of members) note(call, new Set(names));
    });

    check(
      'every call that the connector reads with was made',
      async () => {
        const made = new Set(at().access.recorder.seen.map(({ call }) => call));
        const names = Object.entries(endpoints).filter(([name]) => hasEndpoint(target.version, endpointName(name)));
        const missing = names.map(([, { path }]) => path).filter((path) => !made.has(path));
        expect(missing).toEqual([]);
      },
      { unless: target.isReal && 'what an account does not have is not asked for' },
    );

    check('a write is refused before anything leaves', async () => {
      const { client, recorder } = at().access;
      const made = recorder.seen.length;
      // An address of nobody, lest a broken fence change something.
      const call = { path: '/mlc-conformance-nobody', priority: 'interactive', idempotent: false } as const;
      for (const method of ['POST', 'PATCH', 'PUT', 'DELETE'] as const)
        expect(await outcome(client.write({ ...call, method, body: {} }))).toBe('NeedsAttention egress.fenced');
      expect(recorder.seen).toHaveLength(made);
    });

    check('nothing was written, and nothing tried to', async () => {
      expect(at().access.recorder.seen.filter(({ mutating }) => mutating)).toEqual([]);
      expect((await at().access.mutatingCalls()) ?? 0).toBe(0);
    });
  });
}

const endpointName = (name: string): keyof typeof endpoints => {
  const found = Object.keys(endpoints).find((known): known is keyof typeof endpoints => known === name);
  if (found === undefined) throw new Error(`${name} is no endpoint`);
  return found;
};

const TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d.*)?$/;

function timesIn(value: unknown): string[] {
  if (typeof value === 'string') return TIME.test(value) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap(timesIn);
  return isPlainObject(value) ? Object.values(value).flatMap(timesIn) : [];
}

/** `0000-00-00T00:00:00.###+00:00`: fractions by how many digits they have. */
const formOf = (text: string): string =>
  text.replace(/\.(\d+)/, (_all, digits: string) => `.${'#'.repeat(digits.length)}`).replace(/\d/g, '0');

/** What an answer is about: the rows of a list, or the one record. */
function rowsOf(json: unknown): unknown[] {
  if (Array.isArray(json)) return json;
  const list = isPlainObject(json) ? (json['items'] ?? json['data']) : undefined;
  return Array.isArray(list) ? list : [json];
}

/** `items[].variants[].sku`; what stands below a map with free keys is one `*`. */
function membersOf(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => membersOf(item, `${path}[]`));
  if (!isPlainObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const own = path === '' ? name : `${path}.${name}`;
    return name === 'additional_details' ? [own] : [own, ...membersOf(inner, own)];
  });
}
