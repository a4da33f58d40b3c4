import { describe, expect, it } from 'vitest';
import { markdownBlocks } from './markdown.ts';

describe('the Markdown of an announcement', () => {
  it('reads headings, paragraphs and their bold, italic and code words', () => {
    expect(markdownBlocks('# Shift **change**\n\nAt *18:00*, see `US28-0042`.')).toEqual([
      { kind: 'heading', level: 1, spans: [{ text: 'Shift ' }, { text: 'change', isBold: true }] },
      {
        kind: 'paragraph',
        spans: [
          { text: 'At ' },
          { text: '18:00', isItalic: true },
          { text: ', see ' },
          { text: 'US28-0042', isCode: true },
          { text: '.' },
        ],
      },
    ]);
  });

  it('reads lists with their numbers, quotes, code and rules', () => {
    const blocks = markdownBlocks('3. third\n4. fourth\n\n> said\n\n```\na < b\n```\n\n---\n- one');
    expect(blocks).toEqual([
      {
        kind: 'list',
        start: 3,
        items: [
          [{ kind: 'paragraph', spans: [{ text: 'third' }] }],
          [{ kind: 'paragraph', spans: [{ text: 'fourth' }] }],
        ],
      },
      { kind: 'quote', blocks: [{ kind: 'paragraph', spans: [{ text: 'said' }] }] },
      { kind: 'code', text: 'a < b' },
      { kind: 'rule' },
      { kind: 'list', start: null, items: [[{ kind: 'paragraph', spans: [{ text: 'one' }] }]] },
    ]);
  });

  it('keeps a line break that somebody typed', () => {
    expect(markdownBlocks('one\ntwo')).toEqual([
      { kind: 'paragraph', spans: [{ text: 'one' }, { text: '\n' }, { text: 'two' }] },
    ]);
  });

  it('shows raw HTML, in a line or by itself, as the text it is', () => {
    const words = JSON.stringify(markdownBlocks('a <b onclick="x">b</b>\n\n<script>x()</script>'));
    expect(words).toContain('<b onclick=\\"x\\">');
    expect(words).toContain('<script>x()</script>');
    expect(words).not.toContain('isBold');
  });

  it('shows a link as its words and address, an image as its description, and neither as anything else', () => {
    const [block] = markdownBlocks(
      '[map](https://a.example/m) ![a chart](https://a.example/c.png)',
    );
    expect(block).toEqual({
      kind: 'paragraph',
      spans: [
        { text: 'map' },
        { text: ' (https://a.example/m)' },
        { text: ' ' },
        { text: 'a chart' },
      ],
    });
    expect(markdownBlocks('https://a.example/m')).toEqual([
      { kind: 'paragraph', spans: [{ text: 'https://a.example/m' }] },
    ]);
  });

  it('keeps signs as they were typed', () => {
    expect(JSON.stringify(markdownBlocks('5 < 6 & \\*not bold\\* "x"'))).toContain('5 < 6 & ');
    expect(JSON.stringify(markdownBlocks('`a && b < c`'))).toContain('a && b < c');
  });
});
