/**
 * Query parameters as ASP.NET reads them: names without regard to case, comma lists, and, where lists are typed
 * (`repeatable`), repeated parameters. Where they are strings the first of repeated ones is all that counts (inferred).
 */
export class Query {
  readonly #values = new Map<string, string[]>();

  constructor(
    readonly search: string,
    readonly repeatable = true,
  ) {
    for (const [name, value] of new URLSearchParams(search)) {
      const key = name.toLowerCase();
      this.#values.set(key, [...(this.#values.get(key) ?? []), value]);
    }
  }

  /** The first value, or null when absent or empty. */
  text(name: string): string | null {
    const value = this.#values.get(name.toLowerCase())?.[0]?.trim();
    return value === undefined || value === '' ? null : value;
  }

  /** All values of a list parameter; null when absent. `any:a,b` and `a,b` give the same list. */
  list(name: string): string[] | null {
    const values = this.#values.get(name.toLowerCase());
    if (values === undefined) return null;
    const items = (this.repeatable ? values : values.slice(0, 1))
      .flatMap((value) => value.replace(/^any:/i, '').split(','))
      .map((value) => value.trim())
      .filter((value) => value !== '');
    return items.length === 0 ? null : items;
  }

  numbers(name: string): number[] | null {
    return this.list(name)?.map(Number) ?? null;
  }

  /** Every value as it was sent; empty when absent. */
  raw(name: string): string[] {
    return this.#values.get(name.toLowerCase()) ?? [];
  }

  bool(name: string): boolean | null {
    const value = this.text(name)?.toLowerCase();
    return value === undefined ? null : value === 'true';
  }

  /** A point in time in ms; null when absent, NaN when unreadable. */
  timeMs(name: string): number | null {
    const value = this.text(name);
    return value === null ? null : Date.parse(value);
  }

  toJSON(): Record<string, string> {
    return Object.fromEntries([...this.#values].map(([name, values]) => [name, values.join(',')]));
  }
}
