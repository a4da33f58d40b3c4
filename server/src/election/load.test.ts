import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileElection, drillElection, nextPollsEvents, pollsState } from '@warroom/shared';
import type { Election } from '@warroom/shared';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadElections } from './load.ts';

const shippedDirectory = join(import.meta.dirname, '../../elections');
const cityFile = readFileSync(join(shippedDirectory, 'example-city.yaml'), 'utf8');

/** The line of the example city's file that holds a text, counted from 1. */
const lineWith = (text: string) =>
  cityFile.split('\n').findIndex((line) => line.includes(text)) + 1;

function shipped(id: string): Election {
  const files = loadElections(shippedDirectory);
  if (!files.ok) throw new Error(files.message);
  const election = files.elections.find((one) => one.id === id);
  if (!election) throw new Error(`no shipped election ${id}`);
  return election;
}

describe('the shipped election files', () => {
  test('[EL10] are valid and hold more than one election', () => {
    const files = loadElections(shippedDirectory);
    expect(files).toMatchObject({ ok: true });
    expect(files.ok && files.elections.map((election) => election.id)).toEqual([
      'example-city',
      'us-general',
    ]);
  });

  test('[EL15] bring six playbooks, for what is likely on the day', () => {
    for (const id of ['us-general', 'example-city']) {
      const { playbooks } = shipped(id);
      expect(playbooks.map((playbook) => playbook.title)).toEqual([
        'Rumour about procedure',
        'Results site down',
        'Polling place closed',
        'Threat to officials',
        'Impersonation account',
        'Leaked data',
      ]);
      for (const { tasks } of playbooks) expect(tasks.length).toBeGreaterThan(4);
    }
    const federal = shipped('us-general').playbooks;
    expect(federal.every(({ categories }) => categories.length > 0)).toBe(true);
    // Two of one category would together still leave room for tasks of people's own.
    expect(Math.max(...federal.map(({ tasks }) => tasks.length))).toBeLessThanOrEqual(15);
  });

  test('hold 50 states, the capital and five territories, each with a tile and polls', () => {
    const places = shipped('us-general').jurisdictions.filter((place) => place.kind !== 'country');
    const count = (kind: string) => places.filter((place) => place.kind === kind).length;
    expect([count('state'), count('district'), count('territory')]).toEqual([50, 1, 5]);
    expect(places.filter((place) => !place.tile || !place.polls?.length)).toEqual([]);
    expect(Math.max(...places.map((place) => place.tile?.col ?? 0))).toBe(11);
    expect(Math.max(...places.map((place) => place.tile?.row ?? 0))).toBe(8);
  });

  test('give every further zone of a split state a window of its own', () => {
    const without = shipped('us-general').jurisdictions.filter((place) =>
      (place.zones ?? []).some((zone) => !place.polls?.some((window) => window.zone === zone)),
    );
    expect(without).toEqual([]);
    const split = shipped('us-general').jurisdictions.filter((place) => place.zones);
    expect(split.map((place) => place.code).toSorted()).toEqual(
      'AK FL ID IN KS KY MI ND NE OR SD TN TX'.split(' '),
    );
  });

  test('say at 19:12 Eastern what is open, in its last hour and closed', () => {
    const compiled = compileElection(shipped('us-general'));
    const at = Date.parse('2028-11-07T19:12:40-05:00');
    const inState = (state: string) =>
      [...compiled.byId.values()]
        .filter((p) => pollsState(compiled, p.id, at) === state)
        .map((p) => p.code)
        .toSorted();
    expect(inState('closed')).toEqual('GA GU IN KY MP PR SC VA VI VT'.split(' '));
    expect(inState('before')).toEqual([]);
    expect(inState('last-hour')).toEqual(
      'AL CT DC DE FL IL KS MA MD ME MI MO MS NC ND NH NJ OH OK PA RI SD TN TX WV'.split(' '),
    );
    expect(inState('open')).toHaveLength(21);
    expect(nextPollsEvents(compiled, at, 1)).toEqual([
      {
        at: Date.parse('2028-11-07T19:30:00-05:00'),
        kind: 'closes',
        jurisdictions: ['NC', 'OH', 'WV'],
      },
    ]);
  });

  test('[EL9] make a drill with three groups of closings in ten minutes and places in every state of polls', () => {
    const now = Date.parse('2027-06-01T15:00:00Z');
    const compiled = compileElection(drillElection(shipped('us-general'), now));
    const states = new Set([...compiled.byId.keys()].map((id) => pollsState(compiled, id, now)));
    expect([...states].toSorted()).toEqual(['closed', 'last-hour', 'none', 'open']);
    expect(nextPollsEvents(compiled, now, 4).map((event) => (event.at - now) / 60_000)).toEqual([
      2, 5, 8, 12,
    ]);
  });
});

const timesFile = join(
  import.meta.dirname,
  '../../../../shared/data/us-2020-election-night-by-state.csv',
);

describe('closing times against those of 2020', () => {
  test.skipIf(!existsSync(timesFile))(
    `hold one window a state that closes when its polls closed in 2020, but for the law of 2021 in Iowa (skipped where the election-night file of 2020 is missing)`,
    () => {
      const closes = new Map<string, string>();
      for (const line of readFileSync(timesFile, 'utf8').split('\n').slice(1)) {
        const cells = line.split(',');
        const [state, at] = [cells[2]?.replaceAll('"', ''), cells[11]];
        if (state && at) closes.set(state, at);
      }
      expect(closes.size).toBe(51);
      const compiled = compileElection(shipped('us-general'));
      const differing: string[] = [];
      for (const place of compiled.byId.values()) {
        const in2020 = closes.get(place.name.toLowerCase().replaceAll(' ', '-'));
        if (in2020 === undefined) continue;
        closes.delete(place.name.toLowerCase().replaceAll(' ', '-'));
        // Both election days are Tuesdays after the change of clocks, so Eastern time is UTC-5 on both.
        const at =
          Date.parse(`${in2020.replace(' ', 'T')}-05:00`) -
          Date.parse('2020-11-03') +
          Date.parse('2028-11-07');
        if (!compiled.windows.get(place.id)?.some((window) => window.closesMs === at))
          differing.push(place.code);
      }
      expect([...closes.keys()]).toEqual([]);
      expect(differing).toEqual(['IA']);
    },
  );
});

describe('election files', () => {
  let directory = '';
  let extra = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'elections-'));
    extra = join(directory, 'extra');
    mkdirSync(extra);
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  /** The message of loading one file with an edit to the example city. */
  function messageAfter(edit: (file: string) => string): string {
    const path = join(directory, 'city.yaml');
    writeFileSync(path, edit(cityFile));
    const files = loadElections(directory);
    return files.ok ? '' : files.message.replaceAll(directory, '');
  }

  test('[EL10] name file and line of an unknown zone', () => {
    expect(
      messageAfter((file) =>
        file.replace(
          'parent: BRK\n    kind: district\n    zone: Europe/Berlin\n    tile: { row: 2, col: 2 }',
          'parent: BRK\n    kind: district\n    zone: Europe/Berlim\n    tile: { row: 2, col: 2 }',
        ),
      ),
    ).toBe(
      `One thing is wrong in the election files; nothing was started.\n  /city.yaml:${lineWith('BRK-MUL') + 5} jurisdictions.3.zone "Europe/Berlim" is no IANA time zone; right would be a name such as America/Denver`,
    );
  });

  test('[EL10] name the line of a category that a playbook has and the taxonomy has not', () => {
    expect(
      messageAfter((file) =>
        file.replace('categories: [INFO.impersonation]', 'categories: [INFO.posing]'),
      ),
    ).toContain(
      `/city.yaml:${lineWith('categories: [INFO.impersonation]')} playbooks.4.categories.0 INFO.posing is no heading or category of this file's taxonomy; right would be one such as INFO.procedure`,
    );
  });

  test('[EL10] name the line where a field is missing from, and of one that is none', () => {
    expect(
      messageAfter((file) => file.replace('  S2: { acknowledgeMin: 20, ', '  S2: { ')),
    ).toContain(
      `/city.yaml:${lineWith('  S2:')} sla.S2.acknowledgeMin is missing; right would be a number`,
    );
    expect(messageAfter((file) => file.replace('claimMin:', 'claimMinutes:'))).toContain(
      `/city.yaml:${lineWith('claimMin:')} claimMinutes is no field of an election file; remove it or correct its name`,
    );
  });

  test('[EL10] tell all mistakes of all files at once, in the order of their lines', () => {
    writeFileSync(
      join(directory, 'a.yaml'),
      cityFile
        .replace('electionDay: 2027-09-26', 'electionDay: 26.9.2027')
        .replace(
          'parent: BRK\n    kind: district\n    zone: Europe/Berlin\n    tile: { row: 2, col: 3 }',
          'parent: ABC\n    kind: district\n    zone: Europe/Berlin\n    tile: { row: 2, col: 2 }',
        ),
    );
    writeFileSync(join(directory, 'b.yaml'), 'id: [never closed\n');
    const files = loadElections(directory);
    const lines = files.ok ? [] : files.message.replaceAll(directory, '').split('\n');
    expect(lines.map((line) => line.split(' ').slice(0, 4).join(' '))).toEqual([
      '4 things are wrong',
      `  /a.yaml:${lineWith('electionDay')} electionDay`,
      `  /a.yaml:${lineWith('BRK-ROD') + 3} jurisdictions.4.parent`,
      `  /a.yaml:${lineWith('BRK-ROD') + 6} jurisdictions.4.tile`,
      expect.stringMatching(/^ {2}\/b\.yaml:\d+ is$/),
    ]);
  });

  test('[EL10] refuse a key written twice, a file that is no UTF-8, an empty one and a directory without any', () => {
    expect(messageAfter((file) => `${file}\nid: again\n`)).toMatch(
      /\/city\.yaml:\d+ is not valid YAML: Map keys must be unique/,
    );
    expect(messageAfter(() => '')).toContain('/city.yaml:1 the file must be a');
    writeFileSync(join(directory, 'city.yaml'), Buffer.from([0x69, 0x64, 0xff, 0xfe]));
    expect(loadElections(directory)).toMatchObject({
      ok: false,
      message: expect.stringContaining('it is not UTF-8'),
    });
    expect(loadElections(extra)).toMatchObject({
      ok: false,
      message: expect.stringContaining('There is no election file in'),
    });
    expect(loadElections(join(directory, 'nowhere'))).toMatchObject({
      ok: false,
      message: expect.stringContaining('cannot be read as a directory'),
    });
  });

  test('[EL10] refuse aliases that multiply without end', () => {
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x]',
      ...'bcdefgh'
        .split('')
        .map(
          (key, index) => `${key}: &${key} [${Array(9).fill(`*${'abcdefg'[index]}`).join(', ')}]`,
        ),
    ].join('\n');
    expect(messageAfter(() => bomb)).toContain('/city.yaml cannot be read as YAML');
  });

  test('[EL11] let a file of the extra directory replace the shipped one with the same id', () => {
    writeFileSync(join(directory, 'city.yaml'), cityFile);
    writeFileSync(join(extra, 'mine.yml'), cityFile.replace('claimMin: 20', 'claimMin: 7'));
    const files = loadElections(directory, extra);
    expect(files.ok && files.elections.map((election) => election.claimMin)).toEqual([7]);
    expect(loadElections(directory, join(directory, 'missing'))).toMatchObject({ ok: true });
  });

  test('[EL11] refuse an id or a number prefix used twice', () => {
    writeFileSync(join(directory, 'a.yaml'), cityFile);
    writeFileSync(
      join(directory, 'b.yaml'),
      cityFile.replace('id: example-city', 'id: other-city'),
    );
    expect(messageAfter((file) => file)).toBe(
      [
        '2 things are wrong in the election files; nothing was started.',
        `  /city.yaml:${lineWith('id:')} id example-city is already used by a.yaml; each election needs its own`,
        `  /b.yaml:${lineWith('numberPrefix')} numberPrefix BRK27 is already used by a.yaml; each election needs its own`,
        `  /city.yaml:${lineWith('numberPrefix')} numberPrefix BRK27 is already used by a.yaml; each election needs its own`,
      ]
        .join('\n')
        .replace('2 things', '3 things'),
    );
  });
});
