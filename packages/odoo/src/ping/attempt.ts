import { type Finding, isKnownError } from '@mlc/kernel';
import { found } from './catalogue.js';

/** Runs one check; an error of it is a finding of its own. Throws what is no known error. */
export async function attempt(check: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await check();
  } catch (error) {
    if (!isKnownError(error)) throw error;
    return [found.ofError(error, 'odoo.url')];
  }
}
