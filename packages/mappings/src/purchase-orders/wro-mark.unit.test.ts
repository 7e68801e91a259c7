import { expect, it } from 'vitest';
import { isForeignMark, isSameMark, markText, wroMarkIn } from './wro-mark.js';

const mark = { connectionId: 'acme', pickingId: 100, fingerprint: '0123456789ab' };

it('the mark of a receipt is read back out of the words around it, and is nobody’s without one of its parts', () => {
  expect(wroMarkIn(`Orchard Ltd, REF-7, ${markText(mark)}, fragile`)).toEqual(mark);
  for (const notes of [undefined, null, '', 'mlc:acme', 'mlc:acme:100', 'mlc:acme:x:0123456789ab', 'mlc:acme:100:xyz'])
    expect(wroMarkIn(notes)).toBeNull();
});

it('marks are the same when connection, receipt and goods are; foreign is what names none of the receipts', () => {
  expect(isSameMark(mark, { ...mark })).toBe(true);
  for (const other of [{ connectionId: 'b' }, { pickingId: 101 }, { fingerprint: 'ffffffffffff' }])
    expect(isSameMark(mark, { ...mark, ...other })).toBe(false);
  expect([isForeignMark(mark, [99, 100]), isForeignMark(mark, [99]), isForeignMark(null, [99])]).toEqual([
    false,
    true,
    false,
  ]);
});
