/** What evidence of every kind is made of. */
import fc from 'fast-check';

export const oneOf = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
export const rarely = <T>(usual: T, ...rare: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: oneOf(...rare) });
export const sku = oneOf('A-1', 'a-1', 'B-2');
export const barcode = oneOf(null, '4006381333931', '036000291452', '036000291453', '10614141000415', 'STICKER');
