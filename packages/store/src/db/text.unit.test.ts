import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonText, jsonTextOrNull, safeText } from './text.js';

describe('text for Postgres', () => {
  it('keeps good text as it is, whatever escapes it seems to hold', () => {
    for (const good of ['', 'plain', 'C:\\u0000', '\\\\ud800', 'box \u{1f4e6}', '"quoted" \\"']) {
      expect(safeText(good)).toBe(good);
      expect(JSON.parse(jsonText({ good }))).toEqual({ good });
    }
  });

  it('replaces what cannot be stored, and nothing else', () => {
    expect(safeText('a\u0000b\ud800c\udc00d')).toBe('a\ufffdb\ufffdc\ufffdd');
    expect(JSON.parse(jsonText({ 'k\u0000': ['\ud83d', '\\\u0000'] }))).toEqual({ 'k\ufffd': ['\ufffd', '\\\ufffd'] });
  });

  it('agrees with itself on any text, inside JSON and outside', () => {
    const anyText = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) });
    fc.assert(
      fc.property(anyText, (text) => {
        expect(JSON.parse(jsonText(text))).toBe(safeText(text));
        expect(safeText(text)).not.toContain('\u0000');
      }),
    );
  });

  it('tells nothing from JSON null', () => {
    expect(jsonText(undefined)).toBe('null');
    expect(jsonTextOrNull(null)).toBeNull();
    expect(jsonTextOrNull(false)).toBe('false');
  });
});
