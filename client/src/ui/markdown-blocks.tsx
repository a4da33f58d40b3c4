import { Fragment, memo } from 'react';
import type { Block, Span } from './markdown.ts';
import styles from './markdown-blocks.module.css';

/** An announcement's parts as elements: no markup of its own gets in, only words. */
export const MarkdownBlocks = memo(function MarkdownBlocks({
  blocks,
}: {
  blocks: readonly Block[];
}) {
  return (
    <div className={styles.markdown}>
      <Blocks blocks={blocks} />
    </div>
  );
});

function Blocks({ blocks }: { blocks: readonly Block[] }) {
  // Parts of a text that is replaced as a whole have no other name than their place.
  return blocks.map((block, index) => <One key={`${block.kind} ${index}`} block={block} />);
}

function One({ block }: { block: Block }) {
  switch (block.kind) {
    case 'heading':
      return block.level <= 1 ? (
        <h3 dir="auto">
          <Words spans={block.spans} />
        </h3>
      ) : (
        <h4 dir="auto">
          <Words spans={block.spans} />
        </h4>
      );
    case 'paragraph':
      return (
        <p dir="auto">
          <Words spans={block.spans} />
        </p>
      );
    case 'list': {
      const items = block.items.map((item, index) => (
        <li key={`item ${index}`}>
          <Blocks blocks={item} />
        </li>
      ));
      return block.start === null ? <ul>{items}</ul> : <ol start={block.start}>{items}</ol>;
    }
    case 'quote':
      return (
        <blockquote>
          <Blocks blocks={block.blocks} />
        </blockquote>
      );
    case 'code':
      return <pre>{block.text}</pre>;
    case 'rule':
      return <hr />;
  }
}

function Words({ spans }: { spans: readonly Span[] }) {
  return spans.map((span, index) => (
    <Fragment key={`${span.text} ${index}`}>{wordsOf(span)}</Fragment>
  ));
}

function wordsOf({ text, isBold, isItalic, isCode }: Span) {
  if (text === '\n') return <br />;
  const words = isCode === true ? <code>{text}</code> : text;
  const leaning = isItalic === true ? <em>{words}</em> : words;
  return isBold === true ? <b>{leaning}</b> : leaning;
}
