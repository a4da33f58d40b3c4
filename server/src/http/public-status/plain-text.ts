/** A paragraph or a list, of plain text. */
export type PlainBlock = { kind: 'text'; text: string } | { kind: 'list'; items: string[] };

const ITEM = /^\s*(?:[-*+]|\d{1,3}[.)])\s+/;

/** The paragraphs and lists of an announcement's Markdown, without its marks: what they would emphasise reads as well. */
export function plainBlocks(markdown: string): PlainBlock[] {
  const blocks: PlainBlock[] = [];
  for (const part of markdown.split(/\n\s*\n/)) {
    for (const line of part.split('\n')) {
      const words = plain(line.replace(ITEM, ''));
      if (words === '') continue;
      const last = blocks.at(-1);
      if (ITEM.test(line)) {
        if (last?.kind === 'list') last.items.push(words);
        else blocks.push({ kind: 'list', items: [words] });
      } else blocks.push({ kind: 'text', text: words });
    }
  }
  return blocks;
}

function plain(line: string): string {
  return line
    .replace(/^\s*(?:#{1,6}|>)\s+/, '')
    .replaceAll(/\*\*|__|~~|`/g, '')
    .replaceAll(/(^|\s)[*_](\S(?:.*?\S)?)[*_](?=\s|[.,;:!?]|$)/g, '$1$2')
    .trim();
}
