import type { lookup as dnsLookup } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { addressGuard, isOutside, readAllowList } from './guard-address.ts';

const guard = addressGuard({ allow: new Set(['10.1.2.3:8443', 'hooks.lan:80', '::1:9000']) });
const refusal = (address: string): string | undefined => guard.refusal(new URL(address));

/** A name server of the test's own: answers each question with the next list of addresses. */
function answering(...answers: string[][]): { lookup: typeof dnsLookup; asked: () => number } {
  let asked = 0;
  const lookup = ((_name: string, _options: object, callback: (...args: unknown[]) => void) => {
    const found = answers[asked] ?? [];
    asked += 1;
    callback(
      null,
      found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  }) as unknown as typeof dnsLookup;
  return { lookup, asked: () => asked };
}

describe('addresses that messages may go to', () => {
  it.each([
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    '100.127.255.255',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.8',
    '192.0.2.1',
    '192.168.1.1',
    '198.18.0.1',
    '198.51.100.7',
    '203.0.113.9',
    '224.0.0.1',
    '239.255.255.250',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fd12:3456::1',
    'ff02::1',
    'fec0::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:7f00:1',
    '::ffff:8.8.8.8',
    '::127.0.0.1',
    '64:ff9b::127.0.0.1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::1',
    '100::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '3fff::1',
    '5f00::1',
    'hello',
    '',
    '1.2.3',
    '1.2.3.4.5',
  ])('[OB10] %s lies inside or nowhere', (address) => {
    expect(isOutside(address)).toBe(false);
  });

  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '100.63.255.255',
    '100.128.0.0',
    '172.15.0.1',
    '172.32.0.1',
    '192.167.0.1',
    '223.255.255.255',
    '2606:4700:4700::1111',
    '2a00:1450:4001:81b::200e',
    '64:ff9b::808:808',
    '64:ff9b::8.8.8.8',
  ])('[OB10] %s lies outside', (address) => {
    expect(isOutside(address)).toBe(true);
  });

  it.each([
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0177.0.0.1/',
    'https://127.1/',
    'https://0/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://localhost/',
    'https://LOCALHOST./',
    'https://printer.local/',
    'https://db.internal/',
    'https://intranet/',
    'https://a.localhost/',
    'https://①②⑦.⓪.⓪.①/',
    'https://169.254.169.254/latest/meta-data/',
    'http://example.org/',
    'https://user:pass@example.org/',
    'ftp://example.org/',
    'https://10.1.2.3:8444/',
    'http://hooks.lan:81/',
  ])('[OB10] %s is refused before anything is looked up', (address) => {
    expect(refusal(address)).toBeTypeOf('string');
  });

  it.each([
    'https://example.org/hook',
    'https://8.8.8.8/',
    'https://10.1.2.3:8443/',
    'http://hooks.lan/x',
    'http://[::1]:9000/',
  ])('[OB10] %s is not refused', (address) => {
    expect(refusal(address)).toBeUndefined();
  });
});

describe('names', () => {
  const resolve = (
    address: string,
    from: ReturnType<typeof answering>,
    options: { all?: boolean } = { all: true },
  ): Promise<unknown> =>
    new Promise((done, fail) => {
      const url = new URL(address);
      addressGuard({ allow: new Set(['hooks.lan:443']), lookup: from.lookup }).lookupFor(url)(
        url.hostname,
        options,
        (error, found) => (error ? fail(error) : done(found)),
      );
    });

  it('[OB11] are looked up once, by the connection itself, and refused when any address lies inside', async () => {
    const rebinding = answering(['93.184.215.14'], ['127.0.0.1']);
    expect(await resolve('https://example.org/', rebinding)).toEqual([
      { address: '93.184.215.14', family: 4 },
    ]);
    expect(rebinding.asked()).toBe(1);
    expect(await resolve('https://example.org/', answering(['93.184.215.14']), {})).toBe(
      '93.184.215.14',
    );
    for (const addresses of [['127.0.0.1'], ['93.184.215.14', '10.0.0.1'], ['::ffff:10.0.0.1']])
      await expect(resolve('https://example.org/', answering(addresses))).rejects.toThrow(
        /lies inside the network/,
      );
    await expect(resolve('https://example.org/', answering([]))).rejects.toThrow(/no address/);
  });

  it('[OB12] an operator trusts may lie inside', async () => {
    expect(await resolve('https://hooks.lan/', answering(['10.0.0.9']))).toEqual([
      { address: '10.0.0.9', family: 4 },
    ]);
  });

  it('[OB12] are trusted as host:port pairs; anything else is one clear sentence', () => {
    expect(readAllowList(' Hooks.lan:8443, [::1]:9000 ')).toEqual({
      allow: new Set(['hooks.lan:8443', '::1:9000']),
    });
    expect(readAllowList('')).toEqual({ allow: new Set() });
    for (const wrong of ['hooks.lan', 'https://hooks.lan:8443', '10.0.0.0/8', '*:443'])
      expect(readAllowList(wrong)).toMatchObject({
        problem: expect.stringContaining(
          'must be a host and a port, like hooks.lan:8443',
        ) as string,
      });
  });
});
