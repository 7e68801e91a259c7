/** Lengths of the codes of the GTIN family: GTIN-8, UPC-A (GTIN-12), EAN-13 (GTIN-13), GTIN-14. */
const LENGTHS = new Set([8, 12, 13, 14]);

/** Whether the text is a GTIN of a known length whose last digit is right (weights 3 and 1 from the right). */
export function isGtin(code: string): boolean {
  if (!/^\d+$/.test(code) || !LENGTHS.has(code.length)) return false;
  const digits = [...code].map(Number).reverse();
  const [check, ...rest] = digits;
  const sum = rest.reduce((total, digit, index) => total + digit * (index % 2 === 0 ? 3 : 1), 0);
  return (10 - (sum % 10)) % 10 === check;
}

interface BarcodeFields {
  barcodes: string[];
  upc: string | null;
  gtin: string | null;
}

/**
 * Where ShipBob keeps a barcode: always among `barcodes`; besides that 12 digits are a `upc`, 13 or 14 a `gtin`. A code
 * whose check digit is wrong is still printed on the goods, so it stays a barcode, but claims to be nothing more.
 */
export function barcodeFields(barcode: string | null): BarcodeFields {
  const code = barcode?.trim() ?? '';
  if (code === '') return { barcodes: [], upc: null, gtin: null };
  const valid = isGtin(code);
  return {
    barcodes: [code],
    upc: valid && code.length === 12 ? code : null,
    gtin: valid && code.length >= 13 ? code : null,
  };
}
