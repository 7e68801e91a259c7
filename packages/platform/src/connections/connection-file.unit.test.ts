import { describe, expect, it } from 'vitest';
import { parseConnectionFile } from './connection-file.js';

const OAUTH = {
  client_id: 'app',
  client_secret: 'env:SECRET',
  redirect_uri: 'https://admin.example/oauth/shipbob/callback',
};
const fileWith = (shipbob: object): string =>
  JSON.stringify({ name: 'acme', odoo: { url: 'https://odoo.example', database: 'd', api_key: 'env:KEY' }, shipbob });
const parse = (shipbob: object) => parseConnectionFile(fileWith(shipbob), 'the file');

describe('the way in at ShipBob, in a connection file', () => {
  it('is a personal access token as ever, or an application, with a token for billing beside it if wanted', () => {
    expect(parse({ token: 'env:TOKEN', channel_id: 7 }).shipbob).toMatchObject({ token: 'env:TOKEN', channel_id: 7 });
    expect(parse({ oauth: OAUTH }).shipbob.channel_id).toBeUndefined();
    expect(
      parse({ oauth: { ...OAUTH, scopes: ['orders_read'] }, billing_token: 'file:/run/pat' }).shipbob,
    ).toMatchObject({
      oauth: { scopes: ['orders_read'] },
      billing_token: 'file:/run/pat',
    });
    const here = { ...OAUTH, redirect_uri: 'http://127.0.0.1:8081/oauth/shipbob/callback' };
    expect(parse({ oauth: here }).shipbob.oauth?.redirect_uri).toBe(here.redirect_uri);
  });

  it.each([
    ['neither', {}, 'shipbob.token', /application in oauth/],
    ['both', { token: 'env:T', channel_id: 7, oauth: OAUTH }, 'shipbob.oauth', /either token or oauth/],
    [
      'billing beside a token',
      { token: 'env:T', channel_id: 7, billing_token: 'env:B' },
      'shipbob.billing_token',
      /beside oauth/,
    ],
    ['a token without a channel', { token: 'env:T' }, 'shipbob.channel_id', /needed with token/],
    [
      'a secret itself',
      { oauth: { ...OAUTH, client_secret: 'hunter2' } },
      'shipbob.oauth.client_secret',
      /never the secret itself/,
    ],
    [
      'another path',
      { oauth: { ...OAUTH, redirect_uri: 'https://admin.example/cb' } },
      'shipbob.oauth.redirect_uri',
      /\/oauth\/shipbob\/callback/,
    ],
    [
      'plain http',
      { oauth: { ...OAUTH, redirect_uri: 'http://admin.example/oauth/shipbob/callback' } },
      'shipbob.oauth.redirect_uri',
      /https/,
    ],
    [
      'no redirect_uri',
      { oauth: { client_id: 'app', client_secret: 'env:S' } },
      'shipbob.oauth.redirect_uri',
      /redirect_uri/,
    ],
    ['a scope that is none', { oauth: { ...OAUTH, scopes: ['orders:read'] } }, 'shipbob.oauth.scopes.0', /orders_read/],
    ['a misspelt member', { oauth: { ...OAUTH, secret: 'env:S' } }, 'shipbob.oauth.secret', /secret/],
  ])('is refused with its field: %s', (_what, shipbob, field, message) => {
    let refused: unknown;
    try {
      parse(shipbob);
    } catch (error) {
      refused = error;
    }
    expect(refused).toMatchObject({ code: 'connection.file', field, message: expect.stringMatching(message) });
    expect(String(refused)).not.toContain('hunter2');
  });
});

describe('the version of ShipBob, in a connection file', () => {
  it('is the one it names, or is left to be found', () => {
    expect(parse({ token: 'env:T', channel_id: 7, version: '2026-01' }).shipbob.version).toBe('2026-01');
    expect(parse({ token: 'env:T', channel_id: 7 }).shipbob.version).toBeUndefined();
  });

  it('is refused when the connector does not speak it', () => {
    expect(() => parse({ token: 'env:T', channel_id: 7, version: '2.0' })).toThrow(/shipbob\.version/);
  });
});
