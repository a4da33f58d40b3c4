import { Lexer, type MarkedToken, type Token, type Tokens } from 'marked';

/** A run of words in one style. */
export interface Span {
  text: string;
  isBold?: true;
  isItalic?: true;
  isCode?: true;
}

/** A part of an announcement. A line break within a paragraph is a span "\n". */
export type Block =
  | { kind: 'heading'; level: number; spans: Span[] }
  | { kind: 'paragraph'; spans: Span[] }
  | { kind: 'list'; start: number | null; items: Block[][] }
  | { kind: 'quote'; blocks: Block[] }
  | { kind: 'code'; text: string }
  | { kind: 'rule' };

type Style = Pick<Span, 'isBold' | 'isItalic' | 'isCode'>;

/**
 * Reads Markdown as far as a wall can show it: headings, paragraphs, lists, bold, italics, quotes and
 * code. Raw HTML, tables and definitions come out as the text they are; a link as its words and its address;
 * an image as its description. Nothing in it can become an element or an address of the page.
 */
export function markdownBlocks(text: string): Block[] {
  return blocksOf(Lexer.lex(text, { gfm: true, breaks: true }));
}

// Marked's generic token is for its extensions, of which there are none here.
const known = (token: Token): MarkedToken => token as MarkedToken;

function blocksOf(tokens: readonly Token[]): Block[] {
  return tokens.flatMap((each): Block[] => {
    const token = known(each);
    switch (token.type) {
      case 'heading':
        return [{ kind: 'heading', level: token.depth, spans: spansOf(token.tokens) }];
      case 'paragraph':
        return paragraph(spansOf(token.tokens));
      case 'text':
        return paragraph(token.tokens ? spansOf(token.tokens) : [{ text: token.text }]);
      case 'list':
        return [listOf(token)];
      case 'blockquote':
        return [{ kind: 'quote', blocks: blocksOf(token.tokens) }];
      case 'code':
        return [{ kind: 'code', text: token.text }];
      case 'hr':
        return [{ kind: 'rule' }];
      case 'space':
        return [];
      default:
        return paragraph([{ text: token.raw.trim() }]);
    }
  });
}

function paragraph(spans: Span[]): Block[] {
  return spans.every(({ text }) => text.trim() === '') ? [] : [{ kind: 'paragraph', spans }];
}

function listOf(list: Tokens.List): Block {
  return {
    kind: 'list',
    start: list.ordered ? (list.start === '' ? 1 : list.start) : null,
    items: list.items.map(({ tokens }) => blocksOf(tokens)),
  };
}

function spansOf(tokens: readonly Token[], style: Style = {}): Span[] {
  return tokens.flatMap((each): Span[] => {
    const token = known(each);
    switch (token.type) {
      case 'strong':
        return spansOf(token.tokens, { ...style, isBold: true });
      case 'em':
        return spansOf(token.tokens, { ...style, isItalic: true });
      case 'codespan':
        return [{ text: token.text, ...style, isCode: true }];
      case 'br':
        return [{ text: '\n', ...style }];
      case 'link': {
        const words = spansOf(token.tokens, style);
        const shown = words.map((span) => span.text).join('');
        return token.href === shown || token.href === `mailto:${shown}`
          ? words
          : [...words, { text: ` (${token.href})`, ...style }];
      }
      case 'image':
        return [{ text: token.text === '' ? token.href : token.text, ...style }];
      case 'escape':
        return [{ text: token.text, ...style }];
      case 'text':
        return token.tokens ? spansOf(token.tokens, style) : [{ text: token.text, ...style }];
      case 'del':
        return spansOf(token.tokens, style);
      default:
        return [{ text: token.raw, ...style }];
    }
  });
}
