import { isPlainObject } from '@mlc/kernel';
import { describe, expect, it } from 'vitest';
import { at, contentsOf, folderIsHere, sampleNames } from './testing/samples/folder.js';
import { type RequestSample, requestSamples } from './testing/samples/requests.js';
import { responseSamples } from './testing/samples/responses.js';
import { unusedSamples } from './testing/samples/unused.js';
import { scriptedClient } from './testing/scripted-door.js';

const contents = (names: string[]) =>
  names.flatMap((name) => contentsOf(name).map(({ from, json }) => ({ name, from, json })));

it('every published sample is read, made, or named as unused with its reason, and only once', () => {
  const placed = [responseSamples, requestSamples, unusedSamples].flatMap((table) => Object.keys(table));
  expect(sampleNames().filter((name) => !placed.includes(name))).toEqual([]);
  expect(placed.filter((name, index) => placed.indexOf(name) !== index)).toEqual([]);
});

it('every sample that is read or made has content of our own, so that nothing hangs on the published ones', () => {
  const placed = [...Object.keys(responseSamples), ...Object.keys(requestSamples)];
  expect(placed.filter((name) => !contentsOf(name).some(({ from }) => from === 'own'))).toEqual([]);
});

describe('an answer of ShipBob', () => {
  it.each(contents(Object.keys(responseSamples)))('$name ($from) is read for what it says', async ({ name, json }) => {
    const sample = responseSamples[name];
    const read = await sample?.reads(json);
    expect(read).toMatchObject(Object(sample?.says(at(json))));
  });
});

describe('a request to ShipBob', () => {
  it.each(contents(Object.keys(requestSamples)))('$name ($from) is what our client sends', async ({ name, json }) => {
    const sample = requestSamples[name] ?? fail(name);
    const { client, door } = scriptedClient(() => ({ body: sample.answers ?? {} }));
    await sample.asks(client, at(json));
    const sent = door.calls[sample.nth ?? 0];
    expect(`${sent?.method} ${sent?.path}${sent?.search}`).toBe(sample.call);
    expect(Object.keys(sent?.request.headers ?? {}).sort()).toEqual(
      ['accept', 'authorization', 'content-type', 'shipbob_channel_id'].sort(),
    );
    const [asked, ours] = [leavesOf(json), leavesOf(sent?.body)];
    expect(unexplained(asked, ours, sample.leftOut), 'in the sample, not sent').toEqual([]);
    expect(unexplained(ours, asked, sample.added), 'sent, not in the sample').toEqual([]);
    for (const [path, values] of ours) {
      if (asked.has(path) && !sample.placeholders?.includes(path))
        expect({ [path]: values }).toEqual({ [path]: asked.get(path) });
    }
  });

  it.skipIf(!folderIsHere)('has no reason for a member that is not left out any more', async () => {
    const idle = new Set(Object.values(requestSamples).flatMap((sample) => Object.keys(sample.leftOut ?? {})));
    for (const { name, json } of contents(Object.keys(requestSamples))) {
      const sample = requestSamples[name] ?? fail(name);
      const { client, door } = scriptedClient(() => ({ body: sample.answers ?? {} }));
      await sample.asks(client, at(json));
      const [asked, ours] = [leavesOf(json), leavesOf(door.calls[sample.nth ?? 0]?.body)];
      for (const path of unexplained(asked, ours))
        for (const reason of idle) if (path === reason || path.startsWith(`${reason}.`)) idle.delete(reason);
    }
    expect([...idle]).toEqual([]);
  });

  it('of the same kind with a member that nobody explains would be noticed', () => {
    const [ours, theirs] = [leavesOf({ a: { b: [{ c: 1 }] } }), leavesOf({ a: { b: [{ c: 1, d: 2 }] } })];
    expect(unexplained(theirs, ours, {})).toEqual(['a.b.*.d']);
    expect(unexplained(theirs, ours, { 'a.b': 'why' })).toEqual([]);
  });
});

function fail(name: string): RequestSample {
  throw new Error(`${name} is no request sample`);
}

/** Values by path, list positions as `*`. */
function leavesOf(json: unknown, path = '', leaves = new Map<string, string[]>()): Map<string, string[]> {
  const below = (key: string, value: unknown) => leavesOf(value, path === '' ? key : `${path}.${key}`, leaves);
  if (Array.isArray(json)) for (const value of json) below('*', value);
  else if (isPlainObject(json)) for (const [key, value] of Object.entries(json)) below(key, value);
  else leaves.set(path, [...(leaves.get(path) ?? []), plain(json)]);
  return leaves;
}

/** A value as text: days and times in one form, a number in quotes as the number. */
const plain = (value: unknown): string => {
  const text = String(value);
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d(T.*)?$/.test(text) ? new Date(text).toISOString() : text;
};

/** Paths of `these` that `those` lacks and no reason covers. */
const unexplained = (
  these: Map<string, string[]>,
  those: Map<string, string[]>,
  reasons: Record<string, string> = {},
) =>
  [...these.keys()].filter(
    (path) =>
      !those.has(path) && !Object.keys(reasons).some((reason) => path === reason || path.startsWith(`${reason}.`)),
  );
