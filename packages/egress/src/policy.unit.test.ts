import { BadInput } from '@mlc/kernel';
import { describe, expect, it } from 'vitest';
import { classify } from './addresses.js';
import { parseEgressAllow } from './policy.js';
import { checkTarget } from './target.js';

const closed = { allow: [] };
const codeOf = (run: () => unknown): string => {
  try {
    run();
    return 'passed';
  } catch (error) {
    return error instanceof BadInput ? error.code : String(error);
  }
};

describe('classify', () => {
  it.each([
    ['127.0.0.1', 'internal'],
    ['10.255.255.255', 'internal'],
    ['172.16.0.1', 'internal'],
    ['172.32.0.1', 'public'],
    ['192.168.1.1', 'internal'],
    ['100.64.0.1', 'internal'],
    ['100.128.0.1', 'public'],
    ['169.254.169.254', 'forbidden'],
    ['100.100.100.200', 'forbidden'],
    ['168.63.129.16', 'forbidden'],
    ['0.0.0.0', 'forbidden'],
    ['224.0.0.1', 'forbidden'],
    ['255.255.255.255', 'forbidden'],
    ['198.18.0.1', 'forbidden'],
    ['8.8.8.8', 'public'],
    ['::1', 'internal'],
    ['::', 'forbidden'],
    ['fd12::1', 'internal'],
    ['fd00:ec2::254', 'forbidden'],
    ['fe80::1', 'forbidden'],
    ['fe80::1%eth0', 'forbidden'],
    ['ff02::1', 'forbidden'],
    ['::ffff:127.0.0.1', 'internal'],
    ['::ffff:7f00:1', 'internal'],
    ['0:0:0:0:0:ffff:a9fe:a9fe', 'forbidden'],
    ['::ffff:8.8.8.8', 'public'],
    ['::127.0.0.1', 'forbidden'],
    ['64:ff9b::7f00:1', 'forbidden'],
    ['2002:7f00:1::', 'forbidden'],
    ['2001:0:7f00:1::', 'forbidden'],
    ['2001:db8::1', 'forbidden'],
    ['2606:4700::1111', 'public'],
    ['not an address', 'forbidden'],
  ])('calls %s %s', (address, kind) => {
    expect(classify(address)).toBe(kind);
  });
});

describe('checkTarget', () => {
  it.each([
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0177.0.0.1/',
    'https://0x7f.1/',
    'https://127.1/',
    'https://127.0.0.1./',
    'https://①②⑦.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[0:0:0:0:0:ffff:7f00:1]/',
    'https://169.254.169.254/latest/meta-data/',
    'https://[fd00:ec2::254]/',
    'https://0/',
  ])('refuses the literal form %s of an address that is not public', (url) => {
    expect(codeOf(() => checkTarget(url, closed))).toBe('egress.blocked');
  });

  it.each([
    'http://shop.example/',
    'ftp://shop.example/',
    'file:///etc/passwd',
    'unix:/run/docker.sock',
    'https://user:secret@shop.example/',
    'https://shop.example:22/',
    'https://shop.example:6379/',
    '/relative',
    'https://',
    'https://999.1.1.1/',
  ])('refuses %s: scheme, port, user info or no address at all', (url) => {
    expect(codeOf(() => checkTarget(url, closed))).toBe('egress.blocked');
  });

  it.each(['https://shop.example/', 'https://shop.example:8069/', 'https://shop.example./x', 'https://8.8.8.8/'])(
    'lets the public https address %s through',
    (url) => {
      expect(codeOf(() => checkTarget(url, closed))).toBe('passed');
    },
  );

  it('opens the allowed host on the allowed port only, over http and https', () => {
    const policy = { allow: parseEgressAllow('Odoo.internal:8070, 127.0.0.1:9000,[::1]:9001') };
    expect(checkTarget('http://odoo.internal:8070/', policy).allowed).toBe(true);
    expect(checkTarget('https://ODOO.internal.:8070/', policy).allowed).toBe(true);
    expect(checkTarget('http://2130706433:9000/', policy).allowed).toBe(true);
    expect(checkTarget('http://[0::1]:9001/', policy).allowed).toBe(true);
    for (const url of [
      'http://odoo.internal:8071/',
      'http://odoo.internal/',
      'http://127.0.0.2:9000/',
      'https://localhost:9000/',
      'http://x.odoo.internal:8070/',
    ])
      expect(
        codeOf(() => checkTarget(url, policy)),
        url,
      ).toBe('egress.blocked');
  });

  it('names EGRESS_ALLOW with the very host and port in the fix', () => {
    const run = () => checkTarget('https://127.0.0.1:8069/', closed);
    expect(run).toThrow(expect.objectContaining({ fix: expect.stringContaining('EGRESS_ALLOW=127.0.0.1:8069') }));
  });

  it('does not repeat a password of the URL', () => {
    const run = () => checkTarget('https://user:hunter2@shop.example/', closed);
    expect(run).toThrow(expect.not.objectContaining({ message: expect.stringContaining('hunter2') }));
  });
});

describe('parseEgressAllow', () => {
  it('allows nothing when unset or empty', () => {
    expect(parseEgressAllow(undefined)).toEqual([]);
    expect(parseEgressAllow(' , ')).toEqual([]);
  });

  it.each([
    'odoo',
    'odoo:',
    'odoo:0',
    'odoo:70000',
    'http://odoo:80',
    '*.example:443',
    'a b:1',
    ':80',
    '::1:80',
    '10.0.0.0/8:80',
  ])('refuses the entry %s', (entry) => {
    expect(codeOf(() => parseEgressAllow(`ok:1,${entry}`))).toBe('egress.allow_invalid');
  });
});
