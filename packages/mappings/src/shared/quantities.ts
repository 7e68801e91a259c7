import { moreThan, sameQuantity } from './units.js';

/** Quantity per Odoo product id, in the product's UoM. */
export type Quantities = Map<number, number>;

export function addTo(quantities: Quantities, productId: number, quantity: number): void {
  quantities.set(productId, (quantities.get(productId) ?? 0) + quantity);
}

export function sumOf<T>(items: Iterable<T>, of: (item: T) => [productId: number, quantity: number]): Quantities {
  const sum: Quantities = new Map();
  for (const item of items) addTo(sum, ...of(item));
  return sum;
}

export const merged = (...all: Quantities[]): Quantities =>
  sumOf(
    all.flatMap((one) => [...one]),
    (entry) => entry,
  );

/** Product ids in ascending order, over all the maps. */
export const productIds = (...all: Quantities[]): number[] =>
  [...new Set(all.flatMap((one) => [...one.keys()]))].sort((a, b) => a - b);

/** Entries that are not zero, in order of the id. */
export const nonZero = (quantities: Quantities): Quantities =>
  new Map([...quantities].filter(([, quantity]) => !sameQuantity(quantity, 0)).sort(([a], [b]) => a - b));

export const sameQuantities = (a: Quantities, b: Quantities): boolean =>
  productIds(a, b).every((id) => sameQuantity(a.get(id) ?? 0, b.get(id) ?? 0));

/** Whether `whole` holds at least what `part` asks for, product by product. */
export const covers = (whole: Quantities, part: Quantities): boolean =>
  [...part].every(([id, quantity]) => !moreThan(quantity, whole.get(id) ?? 0));
