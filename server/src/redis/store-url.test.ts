import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeStore, hostText, parseStore } from './store-url.ts';
import type { RedisStore } from './store-url.ts';

const problemOf = (text: string): string => {
  const parsed = parseStore(text);
  return 'problem' in parsed ? parsed.problem : `accepted: ${describeStore(parsed.store)}`;
};

describe('STORE', () => {
  it('[RS1] names one server, Sentinels or a Cluster', () => {
    expect(parseStore('redis://example.org')).toEqual({
      store: {
        kind: 'single',
        hosts: [{ host: 'example.org', port: 6379 }],
        tls: false,
        prefix: 'wr',
      },
    });
    expect(parseStore('rediss://ann:p%40ss@[::1]:7000/3?prefix=room2&ca=/etc/ca.pem')).toEqual({
      store: {
        kind: 'single',
        hosts: [{ host: '::1', port: 7000 }],
        tls: true,
        username: 'ann',
        password: 'p@ss',
        database: 3,
        prefix: 'room2',
        ca: '/etc/ca.pem',
      },
    });
    expect(
      parseStore('redis+sentinel://:pw@a,b:26380,c/my%20master?sentinelPassword=s%26t'),
    ).toEqual({
      store: {
        kind: 'sentinel',
        hosts: [
          { host: 'a', port: 26379 },
          { host: 'b', port: 26380 },
          { host: 'c', port: 26379 },
        ],
        name: 'my master',
        tls: false,
        password: 'pw',
        sentinelPassword: 's&t',
        prefix: 'wr',
      },
    });
    expect(parseStore('rediss+cluster://a,b:7001')).toMatchObject({
      store: { kind: 'cluster', tls: true, hosts: [{ port: 6379 }, { port: 7001 }] },
    });
  });

  it.each([
    ['http://a', /must be redis:\/\/HOST:6379.*begins otherwise/],
    ['redis://', /names no host/],
    ['redis://a,b', /takes one host/],
    ['redis://a:0', /port of "a:0" must be from 1 to 65535/],
    ['redis://a:99999', /from 1 to 65535/],
    ['redis://a:x', /"a:x" is not a host/],
    ['redis://::1', /in brackets, as \[::1\]:6379/],
    ['redis://a/b', /database must be a number from 0.*"b"/],
    ['redis://a/1/2', /at most a database/],
    ['redis://ann@a', /a user needs a password/],
    ['redis://:%zz@a', /password has a "%".*%25/],
    ['redis://ann:a/b@host', /"\/" is written %2F/],
    ['redis+sentinel://a,b', /ends with the name/],
    ['redis+sentinel://a,,b/n', /comma between hosts/],
    ['redis+cluster://a/1', /neither names nor databases/],
    ['redis://a?prefix={x}', /prefix must be 1 to 32/],
    ['redis://a?prefx=x', /"prefx" is no parameter; there are prefix, ca/],
    ['redis://a?prefix=a&prefix=b', /prefix is given twice/],
    ['redis://a?ca=', /ca is empty/],
    ['redis://a?ca=x', /ca is for TLS only/],
    ['redis://a?sentinelPassword=x', /for redis\+sentinel:\/\/ only/],
    ['redis+sentinel://a/n?sentinelUsername=x', /needs a sentinelPassword/],
  ])('[RS1] refuses %s and says what would be right', (text, problem) => {
    expect(problemOf(text)).toMatch(problem);
  });

  const text = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' });
  const host = fc.record({
    host: fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6()),
    port: fc.integer({ min: 1, max: 65_535 }),
  });
  const login = fc.oneof(
    fc.constant({}),
    fc.record({ password: text }),
    fc.record({ username: text, password: text }),
  );

  it('[RS1] reads back whatever user, password, hosts and name are', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('single' as const, 'sentinel' as const, 'cluster' as const),
        fc.array(host, { minLength: 1, maxLength: 4 }),
        login,
        text,
        fc.boolean(),
        (kind, hosts, by, name, tls) => {
          const store: RedisStore = {
            kind,
            hosts: kind === 'single' ? hosts.slice(0, 1) : hosts,
            tls,
            prefix: 'wr',
            ...by,
            ...(kind === 'sentinel' ? { name } : {}),
          };
          expect(parseStore(urlOf(store))).toEqual({ store });
        },
      ),
    );
  });

  it('[RS1] takes any text without a fault', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('', 'redis://', 'redis+sentinel://', 'rediss+cluster://'),
        fc.string(),
        (scheme, rest) => {
          const parsed = parseStore(scheme + rest);
          expect('problem' in parsed ? parsed.problem : parsed.store.hosts.length).toBeTruthy();
        },
      ),
    );
  });

  it('[RS2] shows no password, neither in logs nor in problems', () => {
    const secret = 'hunter2';
    fc.assert(
      fc.property(
        fc.constantFrom('redis://', 'redis+sentinel://', 'redis+cluster://'),
        fc.string({ maxLength: 5 }).filter((part) => !part.includes('@')),
        fc.constantFrom('host', 'host/x/y/z', 'host:x', ',', '', 'host?what', 'host?prefix={'),
        (scheme, odd, end) => {
          const parsed = parseStore(`${scheme}user:${odd}${secret}@${end}`);
          const shown = 'problem' in parsed ? parsed.problem : describeStore(parsed.store);
          expect(shown).not.toContain(secret);
        },
      ),
    );
    const parsed = parseStore('redis+sentinel://u:hunter2@a/n?sentinelPassword=hunter2&prefix=two');
    expect('store' in parsed && describeStore(parsed.store)).toBe(
      'redis+sentinel://a:26379/n?prefix=two',
    );
  });
});

function urlOf(store: RedisStore): string {
  const user = encodeURIComponent(store.username ?? '');
  const login =
    store.password === undefined ? '' : `${user}:${encodeURIComponent(store.password)}@`;
  const kind = store.kind === 'single' ? '' : `+${store.kind}`;
  const name = store.name === undefined ? '' : `/${encodeURIComponent(store.name)}`;
  return `redis${store.tls ? 's' : ''}${kind}://${login}${store.hosts.map(hostText).join(',')}${name}`;
}
