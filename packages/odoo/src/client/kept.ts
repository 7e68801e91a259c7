/** A value read once and kept for a while; a failed read is not kept. Real time, since it only saves calls. */
export class Kept<K, V> {
  readonly #entries = new Map<K, { value: Promise<V>; untilMs: number }>();
  constructor(private readonly keepMs: number) {}

  get(key: K, read: () => Promise<V>): Promise<V> {
    const known = this.#entries.get(key);
    if (known && known.untilMs > Date.now()) return known.value;
    const value = read().catch((error: unknown) => {
      this.#entries.delete(key);
      throw error;
    });
    this.#entries.set(key, { value, untilMs: Date.now() + this.keepMs });
    return value;
  }

  forget(key: K): void {
    this.#entries.delete(key);
  }
}
