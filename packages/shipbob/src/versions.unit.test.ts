import { describe, expect, it } from 'vitest';
import { scopeOf } from './http/scopes.js';
import { customsValue, endpoints, hasEndpoint, SHIPBOB_VERSIONS, versionTraits } from './versions.js';

describe('the table of versions', () => {
  it('says which version has which call', () => {
    const missing = SHIPBOB_VERSIONS.map((version) =>
      Object.keys(endpoints).filter((name) => !hasEndpoint(version, name as keyof typeof endpoints)),
    );
    expect(missing).toEqual([['shipmentTracking', 'unidentified', 'inventoryHistory'], ['unidentified'], []]);
  });

  it('rounds customs values only where the version takes whole ones', () => {
    expect(SHIPBOB_VERSIONS.map((version) => customsValue(versionTraits[version], 4.6))).toEqual([5, 5, 4.6]);
    expect(customsValue(versionTraits['2025-07'], null)).toBeNull();
  });

  it('has for every call the scope that a 403 is explained with', () => {
    for (const { path, scope } of Object.values(endpoints)) {
      const method = path.endsWith(':query') ? 'POST' : 'GET';
      expect(scopeOf(method, path.replace('{id}', '77')), path).toBe(scope);
    }
  });
});

describe('the scope of a call that is not in the table', () => {
  it.each([
    ['POST', '/receiving/7:cancel', 'receiving_write'],
    ['POST', '/receiving:setExternalSync', 'receiving_write'],
    ['PATCH', '/product/7', 'products_write'],
    ['POST', '/variant/7:merge', 'products_write'],
    ['GET', '/product/7', 'products_read'],
    ['GET', '/Order/7', 'orders_read'],
    ['DELETE', '/webhook/7', 'webhooks_write'],
    ['GET', '/nonsense', null],
  ])('%s %s is %s', (method, path, scope) => {
    expect(scopeOf(method, path)).toBe(scope);
  });
});
