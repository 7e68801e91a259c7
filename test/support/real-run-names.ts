import { randomBytes } from 'node:crypto';

/** The names of one run: `R01-CUP` is `R01-A1B2-CUP` there, warehouse `SB` has a code of its own. */
export class RunNames {
  readonly run = randomBytes(2).toString('hex').toUpperCase();
  readonly #codes = new Map<string, string>();
  readonly #exact = new Map<string, string>();
  readonly #inName = new RegExp(`(?<=[A-Z]\\d\\d)-${this.run}(?=-)`, 'g');

  warehouse(code: string): string {
    const known = this.#codes.get(code) ?? `${this.run}${this.#codes.size}`;
    this.#codes.set(code, known);
    return known;
  }

  /** A name that others may have given too, such as a supplier's; from then on it means the run's own. */
  own = (name: string): string => {
    const known = `${name} ${this.run}`;
    this.#exact.set(name, known);
    return known;
  };

  named = (text: string): string => {
    const exact = this.#exact.get(text);
    if (exact !== undefined) return exact;
    const [code = '', ...rest] = text.split('/');
    const place = this.#codes.get(code);
    if (place !== undefined) return [place, ...rest].join('/');
    return text.replace(/^([A-Z]\d\d)(?=-)/, `$1-${this.run}`);
  };

  plain = (text: string): string => {
    let told = text.replaceAll(this.#inName, '');
    for (const [name, own] of this.#exact) told = told.replaceAll(own, name);
    for (const [code, own] of this.#codes) told = told.replaceAll(own, code);
    return told;
  };
}
