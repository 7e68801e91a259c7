import { describe, expect, it } from 'vitest';
import { barcodeFields, isGtin } from './gtin.js';

describe('barcodes', () => {
  it.each(['96385074', '036000291452', '4006381333931', '10614141000415'])('%s has a right check digit', (code) => {
    expect(isGtin(code)).toBe(true);
  });

  it.each([
    '96385075',
    '036000291453',
    '4006381333932',
    '10614141000416',
    '4006381333',
    '0000000000',
    '40063813339X1',
    '',
  ])('%s is not a GTIN', (code) => {
    expect(isGtin(code)).toBe(false);
  });

  it('twelve digits are a upc, and a barcode', () => {
    expect(barcodeFields('036000291452')).toEqual({ barcodes: ['036000291452'], upc: '036000291452', gtin: null });
  });

  it.each(['4006381333931', '10614141000415'])(
    '%s, of thirteen or fourteen digits, is a gtin, and a barcode',
    (code) => {
      expect(barcodeFields(code)).toEqual({ barcodes: [code], upc: null, gtin: code });
    },
  );

  it('a wrong check digit leaves a barcode and nothing more', () => {
    expect(barcodeFields('036000291453')).toEqual({ barcodes: ['036000291453'], upc: null, gtin: null });
    expect(barcodeFields('4006381333932')).toEqual({ barcodes: ['4006381333932'], upc: null, gtin: null });
  });

  it('eight digits are a barcode only', () => {
    expect(barcodeFields('96385074')).toEqual({ barcodes: ['96385074'], upc: null, gtin: null });
  });

  it('a text that is no number is a barcode only, trimmed', () => {
    expect(barcodeFields(' AB-12 ')).toEqual({ barcodes: ['AB-12'], upc: null, gtin: null });
  });

  it('blanks are no barcode', () => {
    expect(barcodeFields('  ')).toEqual({ barcodes: [], upc: null, gtin: null });
    expect(barcodeFields(null)).toEqual({ barcodes: [], upc: null, gtin: null });
  });
});
