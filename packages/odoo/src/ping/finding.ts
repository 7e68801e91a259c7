import { type Advice, isKnownError } from '@mlc/kernel';

/** One thing that was checked, for `mlc ping`. */
export interface OdooFinding {
  /** `odoo.reachable`, `odoo.key`, ... when it is well, else the code of the error. */
  code: string;
  ok: boolean;
  /** One sentence for people. */
  message: string;
  /** What to do; null when it is well. */
  fix: string | null;
  /** The setting at fault, e.g. `odoo.url`. */
  field: string | null;
}

/** Runs one check: its sentence when it is well, its error as a finding when not. */
export async function checked(code: string, run: () => Promise<string>): Promise<OdooFinding> {
  try {
    return { code, ok: true, message: await run(), fix: null, field: null };
  } catch (error) {
    if (!isKnownError(error)) throw error;
    return failed(error.message, error);
  }
}

export const failed = (message: string, advice: Advice): OdooFinding => ({
  code: advice.code,
  ok: false,
  message,
  fix: advice.fix ?? null,
  // The way out knows no settings; a host that cannot be reached is the address's matter.
  field: advice.code.startsWith('egress.') ? 'odoo.url' : (advice.field ?? null),
});
