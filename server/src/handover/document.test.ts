import { describe, expect, it } from 'vitest';
import { htmlOf, markdownOf } from './document.ts';
import type { ReportDocument } from './document.ts';

const NASTY = '<img src=x onerror=alert(1)> | [here](https://evil.example) `x` *b* #1\n- item';

const report: ReportDocument = {
  title: NASTY,
  mark: 'EXERCISE',
  label: 'AMBER',
  facts: [NASTY],
  blocks: [
    { kind: 'heading', text: NASTY, note: NASTY },
    { kind: 'text', text: NASTY },
    { kind: 'table', head: ['Incident', '>Open'], rows: [[NASTY, '3']], empty: 'None.' },
    { kind: 'table', head: ['Incident'], rows: [], empty: 'None.' },
  ],
};

describe('a report document', () => {
  it('[HB16] lets no text become markup: in Markdown every mark is escaped and a cell stays one', () => {
    const text = markdownOf(report);
    expect(text).not.toMatch(/(?<!\\)<img/);
    expect(text).not.toMatch(/(?<!\\)\[here/);
    const row = text.split('\n').find((line) => line.startsWith('| \\<img'));
    expect(row?.match(/(?<!\\)\|/g)).toHaveLength(3);
    expect(text).toContain('\\- item');
    expect(text).toContain('| --- | --: |');
    expect(text).toContain('None.');
  });

  it('[HB16] is one HTML page without scripts, links or anything from elsewhere', () => {
    const page = htmlOf(report);
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(page).not.toMatch(/<(script|img|link|iframe|a|base|form)\b/i);
    expect(page).not.toMatch(/\s(src|href|on\w+)="/i);
    expect(page).toContain('EXERCISE');
    expect(page.match(/TLP:AMBER/g)).toHaveLength(2);
    expect(page).toContain('@page');
  });
});
