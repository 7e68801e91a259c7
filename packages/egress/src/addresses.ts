import { BlockList, isIP, isIPv4 } from 'node:net';

/**
 * - `public`: may be connected to
 * - `internal`: loopback, private and shared networks; only for hosts the operator allowed
 * - `forbidden`: metadata services, link-local, multicast, documentation, translation prefixes ...; never through a name,
 *   so that an allowed name cannot be pointed at a cloud's metadata service
 */
export type AddressClass = 'public' | 'internal' | 'forbidden';

const internal = subnets([
  '127.0.0.0/8', // loopback
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10', // shared address space
  '::1/128',
  'fc00::/7', // unique local
]);

// Addresses of cloud metadata and host services that lie inside otherwise ordinary ranges.
const metadata = subnets(['100.100.100.200/32', '168.63.129.16/32', 'fd00:ec2::254/128', 'fd20:ce::254/128']);

const forbiddenV4 = subnets([
  '0.0.0.0/8',
  '169.254.0.0/16', // link-local, metadata
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
]);

// IPv6 is told by what is allowed: global unicast, less the parts of it that lead elsewhere.
const globalV6 = subnets(['2000::/3']);
const forbiddenV6 = subnets([
  '2001::/23', // Teredo, benchmarking, ORCHID and other protocol assignments
  '2001:db8::/32',
  '2002::/16', // 6to4
  '3fff::/20',
]);

/** Class of one IP address in any textual form; what is not an address is `forbidden`. */
export function classify(address: string): AddressClass {
  const ip = unmapped(address);
  const family = isIP(ip);
  if (family === 0) return 'forbidden';
  const type = family === 4 ? 'ipv4' : 'ipv6';
  if (metadata.check(ip, type)) return 'forbidden';
  if (internal.check(ip, type)) return 'internal';
  if (family === 4) return forbiddenV4.check(ip, type) ? 'forbidden' : 'public';
  return globalV6.check(ip, type) && !forbiddenV6.check(ip, type) ? 'public' : 'forbidden';
}

/** IPv4-mapped IPv6 (`::ffff:7f00:1`, `::ffff:127.0.0.1`) as the IPv4 address it is; zones are dropped. */
function unmapped(address: string): string {
  const bare = address.replace(/%.*$/, '');
  if (isIPv4(bare) || !URL.canParse(`http://[${bare}]`)) return bare;
  const canonical = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical);
  if (!mapped) return canonical;
  const [high, low] = [Number.parseInt(mapped[1] ?? '', 16), Number.parseInt(mapped[2] ?? '', 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

function subnets(ranges: string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [net = '', bits = ''] = range.split('/');
    list.addSubnet(net, Number(bits), net.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
}
