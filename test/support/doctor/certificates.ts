import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIPv4 } from 'node:net';

/** A certificate with its key, as Node's TLS server takes them. */
export interface Certificate {
  cert: string;
  key: string;
}

export interface Authority extends Certificate {
  name: string;
  signingKey: KeyObject;
}

interface Wish {
  /** Names and addresses it is valid for. */
  hosts: string[];
  /** Days from now; negative lies in the past. */
  fromDays?: number;
  untilDays?: number;
}

/** An authority of our own, for certificates that a client trusts once it has the authority's. */
export function makeAuthority(name: string): Authority {
  const keys = newKeys();
  return {
    name,
    signingKey: keys.privateKey,
    cert: certificate({ name, issuer: name, keys, signer: keys.privateKey, extensions: [authorityExtension()] }),
    key: pem(keys.privateKey),
  };
}

/** A server's certificate, signed by the authority, or by itself when there is none. */
export function makeCertificate(wish: Wish, authority: Authority | null = null): Certificate {
  const keys = newKeys();
  const name = wish.hosts[0] ?? 'nobody';
  const cert = certificate({
    ...wish,
    name,
    issuer: authority?.name ?? name,
    keys,
    signer: authority?.signingKey ?? keys.privateKey,
    extensions: [hostsExtension(wish.hosts)],
  });
  return { cert, key: pem(keys.privateKey) };
}

interface Keys {
  publicKey: KeyObject;
  privateKey: KeyObject;
}

const newKeys = (): Keys => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

// X.509 in DER (RFC 5280), as little of it as a TLS handshake needs.

function der(tag: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const { length } = body;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}

const sequence = (...parts: Buffer[]): Buffer => der(0x30, ...parts);
const text = (tag: number, value: string): Buffer => der(tag, Buffer.from(value));

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = rest.flatMap((arc) => {
    const groups = [arc & 127];
    for (let left = arc >> 7; left > 0; left >>= 7) groups.unshift((left & 127) | 128);
    return groups;
  });
  return der(0x06, Buffer.from([first * 40 + second, ...bytes]));
}

const ECDSA_WITH_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));
const nameOf = (common: string): Buffer => sequence(der(0x31, sequence(oid('2.5.4.3'), text(0x0c, common))));

/** UTCTime, good until 2049. */
const time = (days: number): Buffer =>
  text(0x17, `${new Date(Date.now() + days * 86_400_000).toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`);

const authorityExtension = (): Buffer =>
  sequence(oid('2.5.29.19'), der(0x01, Buffer.from([255])), der(0x04, sequence(der(0x01, Buffer.from([255])))));

const hostsExtension = (hosts: string[]): Buffer =>
  sequence(
    oid('2.5.29.17'),
    der(
      0x04,
      sequence(
        ...hosts.map((host) => (isIPv4(host) ? der(0x87, Buffer.from(host.split('.').map(Number))) : text(0x82, host))),
      ),
    ),
  );

function certificate(of: {
  name: string;
  issuer: string;
  keys: Keys;
  signer: KeyObject;
  extensions: Buffer[];
  fromDays?: number;
  untilDays?: number;
}): string {
  const serial = randomBytes(8);
  serial[0] = (serial[0] ?? 0) & 127 || 1;
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    ECDSA_WITH_SHA256,
    nameOf(of.issuer),
    sequence(time(of.fromDays ?? -1), time(of.untilDays ?? 30)),
    nameOf(of.name),
    of.keys.publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...of.extensions)),
  );
  const signed = sequence(body, ECDSA_WITH_SHA256, der(0x03, Buffer.from([0]), sign('sha256', body, of.signer)));
  const lines = signed.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
