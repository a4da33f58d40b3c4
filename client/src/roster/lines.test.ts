import { describe, expect, it } from 'vitest';
import { blocksOf, lineCount } from './lines.ts';
import { at, turn } from './testing/view.ts';

const lineOf = (id: string, blocks: ReturnType<typeof blocksOf>): number | undefined =>
  blocks.find((block) => block.id.startsWith(id))?.line;

describe('the lines of a desk', () => {
  it('keep a rotation on one line, and put shifts beside it only where they fit', () => {
    const blocks = blocksOf(
      [
        turn({ id: 'r:1', kind: 'rotation', from: at('07T06:00'), until: at('07T14:00') }),
        turn({ id: 'r:2', kind: 'rotation' }),
        turn({ id: 'later', from: at('07T22:00'), until: at('08T06:00') }),
        turn({ id: 'same' }),
      ],
      [],
    );
    expect([lineOf('r:1', blocks), lineOf('r:2', blocks), lineOf('later', blocks)]).toEqual([
      0, 0, 0,
    ]);
    expect(lineOf('same', blocks)).toBe(1);
  });

  it('put overrides below what is planned, and a gap where there is nobody', () => {
    const gap = {
      desk: 'information',
      from: at('07T22:00'),
      until: at('08T06:00'),
      has: 0,
      needs: 1,
    };
    const blocks = blocksOf([turn({ id: 's' }), turn({ id: 'o', kind: 'override' })], [gap]);
    expect([lineOf('s', blocks), lineOf('o', blocks), lineOf('gap', blocks)]).toEqual([0, 1, 0]);
    expect(lineCount(blocks)).toBe(2);
    expect(lineCount([])).toBe(1);
  });

  it('part a turn at what was relieved of it', () => {
    const relieved = [{ from: at('07T16:00'), until: at('07T18:00'), by: null, override: 'o' }];
    const blocks = blocksOf([turn({ id: 's', relieved })], []);
    expect(blocks.map(({ what, from, until }) => [what.kind, from, until])).toEqual([
      ['turn', at('07T14:00'), at('07T16:00')],
      ['relieved', at('07T16:00'), at('07T18:00')],
      ['turn', at('07T18:00'), at('07T22:00')],
    ]);
  });
});
