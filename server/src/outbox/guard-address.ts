import { lookup as dnsLookup } from 'node:dns';
import type { LookupAddress } from 'node:dns';
import { BlockList, isIP } from 'node:net';
import type { LookupFunction } from 'node:net';

/** `host:port` pairs that an operator trusts although they lie inside, in small letters. */
export type AllowList = ReadonlySet<string>;

/** IPv4 that no message may reach: all special-purpose ranges of the IANA registry (RFC 6890), multicast and class E. */
const INSIDE_4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
] as const;

/** Of IPv6 only global unicast (2000::/3) is outside, and of that not what is special-purpose or a tunnel into IPv4. */
const INSIDE_6 = [
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '2620:4f:8000::/48',
  '3fff::/20',
] as const;

const inside = new BlockList();
for (const range of INSIDE_4) add(range, 'ipv4');
for (const range of INSIDE_6) add(range, 'ipv6');
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');
/** RFC 6052: addresses of IPv4 hosts as an IPv6-only network reaches them. */
const translated = new BlockList();
translated.addSubnet('64:ff9b::', 96, 'ipv6');

function add(range: string, family: 'ipv4' | 'ipv6'): void {
  const [address = '', bits] = range.split('/');
  inside.addSubnet(address, Number(bits), family);
}

/**
 * Whether an IP address lies outside, on the public internet. Anything else is not: loopback, private,
 * link-local, carrier-grade NAT, multicast, documentation, IPv4 mapped into IPv6 or translated (NAT64)
 * where the IPv4 address is not public, and what is no IP address.
 */
export function isOutside(address: string): boolean {
  const bare = address.split('%')[0] ?? '';
  const family = isIP(bare);
  if (family === 4) return !inside.check(bare, 'ipv4');
  if (family !== 6) return false;
  if (translated.check(bare, 'ipv6')) return isOutside(lastFourBytes(bare));
  return globalUnicast.check(bare, 'ipv6') && !inside.check(bare, 'ipv6');
}

/** The IPv4 address in the last 32 bits of an IPv6 address. */
function lastFourBytes(address: string): string {
  // The URL parser writes every form of an IPv6 address in the one of RFC 5952, without dots.
  const plain = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const groups = plain.split('::').at(-1)?.split(':') ?? [];
  const [high, low] = [groups.at(-2) || '0', groups.at(-1) || '0'].map((group) =>
    Number.parseInt(group, 16),
  );
  return [(high ?? 0) >> 8, (high ?? 0) & 255, (low ?? 0) >> 8, (low ?? 0) & 255].join('.');
}

/** Names that are never looked up outside (RFC 6761, 6762, 8375, 9476 and the usual ones of inner networks). */
const INNER_NAMES =
  /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|lan|home|corp|private|home\.arpa|test|invalid|example|onion|alt)$/;

export interface AddressGuard {
  /** What forbids a request to this address before anything is looked up; undefined: nothing. */
  refusal(url: URL): string | undefined;
  /**
   * The name lookup for a request to this address (`lookup` of node:http): answers the addresses that
   * the request then connects to, and fails when any of them lies inside. As the one lookup decides and
   * is used, a name that changes its address meanwhile (rebinding) gains nothing.
   */
  lookupFor(url: URL): LookupFunction;
}

/** Keeps outgoing requests from reaching inside the network, except for what `allow` names. */
export function addressGuard(options: {
  allow: AllowList;
  lookup?: typeof dnsLookup;
}): AddressGuard {
  const { allow, lookup = dnsLookup } = options;
  const isTrusted = (url: URL): boolean => allow.has(`${hostOf(url)}:${portOf(url)}`);
  return {
    refusal(url) {
      if (url.protocol !== 'https:' && url.protocol !== 'http:')
        return `${url.protocol} is not spoken; only https: is`;
      if (url.username !== '' || url.password !== '')
        return 'the address holds a user name or password; leave them out';
      if (isTrusted(url)) return undefined;
      if (url.protocol === 'http:')
        return 'http: can be read on the way; only https: is used (or a host named in OUTBOX_ALLOW)';
      const host = hostOf(url);
      if (isIP(host) !== 0) return isOutside(host) ? undefined : insideWords(host);
      if (INNER_NAMES.test(host) || !host.includes('.'))
        return `${host} is a name of inner networks; if you trust it, put ${host}:${portOf(url)} into OUTBOX_ALLOW`;
      return undefined;
    },
    lookupFor(url) {
      if (isTrusted(url)) return lookup;
      return (hostname, lookupOptions, callback) => {
        lookup(hostname, { ...lookupOptions, all: true }, (error, found) => {
          const addresses = found as LookupAddress[] | undefined;
          if (error || !addresses?.[0]) {
            callback(error ?? noAddress(hostname), []);
            return;
          }
          const bad = addresses.find(({ address }) => !isOutside(address));
          if (bad) callback(new Error(insideWords(`${hostname} (${bad.address})`)), []);
          else if (lookupOptions.all === true) callback(null, addresses);
          else callback(null, addresses[0].address, addresses[0].family);
        });
      };
    },
  };
}

/** Reads `host:port,host:port`; what is wrong comes back as one sentence. */
export function readAllowList(text: string): { allow: AllowList } | { problem: string } {
  const entries = text
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== '');
  const wrong = entries.find((entry) => !/^(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+):\d{1,5}$/.test(entry));
  if (wrong !== undefined)
    return {
      problem: `OUTBOX_ALLOW holds "${wrong}"; each entry must be a host and a port, like hooks.lan:8443.`,
    };
  return { allow: new Set(entries.map((entry) => entry.replaceAll(/[[\]]/g, ''))) };
}

function hostOf(url: URL): string {
  return url.hostname.toLowerCase().replaceAll(/[[\]]/g, '').replace(/\.$/, '');
}

function portOf(url: URL): string {
  return url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
}

function insideWords(where: string): string {
  return `${where} lies inside the network, where messages may not go; if you trust it, put its host and port into OUTBOX_ALLOW`;
}

function noAddress(hostname: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${hostname} has no address`), { code: 'ENOTFOUND' });
}
