import type { Finding } from '@mlc/kernel';
import type { Query } from '../http/query.js';
import type { Asker } from './ask.js';
import { found } from './catalogue.js';

/** One cheap read of each part of the API that the flows live on; each answers as the token's age and scopes allow. */
const PARTS: readonly { scope: string; path: string; query: Query }[] = [
  { scope: 'products_read', path: '/product', query: { PageSize: 1 } },
  { scope: 'receiving_read', path: '/receiving', query: { Page: 1, Limit: 1 } },
  { scope: 'orders_read', path: '/order', query: { Page: 1, Limit: 1 } },
];

/** Whether the parts really answer; those without a scope were told already. */
export async function checkParts(asker: Asker, scopes: readonly string[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { scope, path, query } of PARTS) {
    if (!scopes.includes(scope)) continue;
    const asked = await asker.try(() => asker.one(path, query));
    if ('value' in asked) continue;
    findings.push(partFinding(path, asked.finding));
    if (asked.finding.code === 'shipbob.budget_used') break;
  }
  return findings;
}

function partFinding(path: string, finding: Finding): Finding {
  // Another call of the same minute was accepted with the same token.
  if (finding.code === 'shipbob.unauthorized')
    return found.wrong('shipbob.old_token', finding.message, { field: 'shipbob.token' });
  if (finding.code === 'shipbob.server_error' && path === '/order')
    return found.wrong('shipbob.orders_broken', finding.message, { field: 'shipbob.token' });
  return finding;
}
