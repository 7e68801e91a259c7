import { describe, expect, it } from 'vitest';
import { carriesMarker, isUnmarked, noteHtml, withMarker } from './note-marker.js';

describe('markers', () => {
  it('are words of their own: none is found in a longer one', () => {
    expect(carriesMarker('Return of WH/OUT/1 [mlc:return:12]', 'mlc:return:12')).toBe(true);
    for (const text of ['[mlc:return:123]', '[xmlc:return:12]', '[mlc:return:12.a]', 'mlc:return:1', null])
      expect(carriesMarker(text, 'mlc:return:12'), String(text)).toBe(false);
    expect(carriesMarker('mlc:return:123 and mlc:return:12', 'mlc:return:12')).toBe(true);
  });

  it('stand behind what people read', () => {
    expect(withMarker('Return of WH/OUT/1', 'mlc:a')).toBe('Return of WH/OUT/1 [mlc:a]');
    expect(withMarker('  ', 'mlc:a')).toBe('[mlc:a]');
    expect(isUnmarked('Return of WH/OUT/1')).toBe(true);
    expect(isUnmarked(withMarker('Return of WH/OUT/1', 'mlc:a'))).toBe(false);
  });

  it('a note’s text is escaped, its lines are kept, and the marker stands below', () => {
    expect(noteHtml('1 < 2 & "x"\nnext', 'mlc:n')).toBe(
      '<p>1 &lt; 2 &amp; &quot;x&quot;<br>next</p><p><small>[mlc:n]</small></p>',
    );
    expect(noteHtml(' ', 'mlc:n')).toBe('<p><small>[mlc:n]</small></p>');
  });
});
