/** Entries kept; the oldest go first. */
const ENTRIES_MAX = 20_000;

/**
 * How many variants each product had when last read. A product's name follows its variant's only when it has just that
 * one; the executor asks here instead of reading each product before writing it.
 */
export class ProductMemory {
  readonly #variants = new Map<number, number>();

  remember(productId: number, variants: number): void {
    this.#variants.delete(productId);
    this.#variants.set(productId, variants);
    const oldest = this.#variants.keys().next().value;
    if (this.#variants.size > ENTRIES_MAX && oldest !== undefined) this.#variants.delete(oldest);
  }

  hasOneVariant(productId: number): boolean {
    return this.#variants.get(productId) === 1;
  }
}
