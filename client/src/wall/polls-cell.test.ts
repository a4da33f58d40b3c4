import { compileElection, Election } from '@warroom/shared';
import { describe, expect, it } from 'vitest';
import { nextPolls } from './polls-cell.ts';
import { electionDocument } from './testing/example.ts';

const compiled = compileElection(Election.parse(electionDocument()));
const at = (clock: string): number => Date.parse(`2028-11-07T${clock}:00-05:00`);

describe('the countdown', () => {
  it('names two places that close at once', () => {
    expect(nextPolls(compiled, at('17:42'))).toMatchObject({
      at: at('18:00'),
      wordings: ['IN KY close', 'IN +1 close', '2 close'],
    });
  });

  it('names the first of three and counts the rest', () => {
    expect(nextPolls(compiled, at('19:12')).wordings).toEqual(['NC +2 close', '3 close']);
  });

  it('names an opening', () => {
    expect(nextPolls(compiled, at('05:00')).wordings[0]).toBe('IN +5 open');
  });

  it('says when there is nothing left to count down to', () => {
    expect(nextPolls(compiled, at('23:59'))).toEqual({ at: null, wordings: ['Polls closed'] });
  });
});
