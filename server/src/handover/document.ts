/** A report as text and tables, before it is written in a format. Texts are plain: each writer escapes. */
export interface ReportDocument {
  title: string;
  /** Over everything, and on every printed page: "EXERCISE". */
  mark: string | null;
  /** The TLP label, without "TLP:". */
  label: string;
  /** Under the title: of when, of what. */
  facts: readonly string[];
  blocks: readonly ReportBlock[];
}

export type ReportBlock =
  | { kind: 'heading'; text: string; note?: string | undefined }
  | { kind: 'text'; text: string }
  | {
      kind: 'table';
      /** `>` before a column's name sets it flush right. */
      head: readonly string[];
      rows: readonly (readonly string[])[];
      /** Said instead of a table without rows. */
      empty: string;
    };

/** As GitHub-flavoured Markdown. Nothing in a text can become markup. */
export function markdownOf(report: ReportDocument): string {
  const lines = [
    `# ${inline(report.title)}`,
    '',
    `**TLP:${inline(report.label)}**${report.mark === null ? '' : ` · **${inline(report.mark)}**`}`,
    '',
    ...report.facts.flatMap((fact) => [inline(fact), '']),
  ];
  for (const block of report.blocks) {
    if (block.kind === 'heading') {
      lines.push(`## ${inline(block.text)}`, '');
      if (block.note !== undefined) lines.push(inline(block.note), '');
    } else if (block.kind === 'text') {
      for (const line of block.text.split('\n'))
        if (line.trim() !== '') lines.push(inline(line), '');
    } else if (block.rows.length === 0) lines.push(inline(block.empty), '');
    else {
      const cells = (row: readonly string[]): string => `| ${row.map(inline).join(' | ')} |`;
      lines.push(
        cells(block.head.map(columnName)),
        `| ${block.head.map((name) => (name.startsWith('>') ? '--:' : '---')).join(' | ')} |`,
        ...block.rows.map(cells),
        '',
      );
    }
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

/** As one HTML page that needs nothing else and runs nothing; prints on A4 and Letter. */
export function htmlOf(report: ReportDocument): string {
  const body = report.blocks.map((block) => {
    if (block.kind === 'heading') {
      const note = block.note === undefined ? '' : ` <small>${escaped(block.note)}</small>`;
      return `<h2>${escaped(block.text)}${note}</h2>`;
    }
    if (block.kind === 'text')
      return block.text
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => `<p>${escaped(line)}</p>`)
        .join('\n');
    if (block.rows.length === 0) return `<p class="quiet">${escaped(block.empty)}</p>`;
    const names = block.head;
    const head = names
      .map((name) => `<th scope="col"${classOf(name, '')}>${escaped(columnName(name))}</th>`)
      .join('');
    const rows = block.rows
      .map((row) =>
        row
          .map((cell, at) => `<td${classOf(names[at] ?? '', cell)}>${escaped(cell)}</td>`)
          .join(''),
      )
      .map((cells) => `<tr>${cells}</tr>`)
      .join('\n');
    return `<table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${rows}\n</tbody>\n</table>`;
  });
  const mark = report.mark === null ? '' : `<p class="mark">${escaped(report.mark)}</p>\n`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(report.title)}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
${mark}<p class="tlp">TLP:${escaped(report.label)}</p>
<h1>${escaped(report.title)}</h1>
${report.facts.map((fact) => `<p class="quiet">${escaped(fact)}</p>`).join('\n')}
${body.join('\n')}
<p class="tlp">TLP:${escaped(report.label)}</p>
</body>
</html>
`;
}

/** The one style sheet of such a page: a policy can name it by its hash. */
export const REPORT_STYLE = `
@page { margin: 14mm 14mm 16mm; }
body { max-width: 180mm; margin: 24px auto; padding: 0 16px; color: #14181d; background: #fff; font: 14px/1.45 system-ui, sans-serif; font-variant-numeric: tabular-nums; overflow-wrap: break-word; }
h1 { margin: 4px 0; font-size: 24px; line-height: 1.25; }
h2 { margin: 22px 0 6px; font-size: 16px; break-after: avoid; }
h2 small { color: #566069; font-weight: 400; font-size: 13px; }
p { margin: 0 0 8px; }
table { width: 100%; border-collapse: collapse; font-size: 13px; }
th { color: #566069; font-weight: 400; text-align: left; white-space: nowrap; }
.short { white-space: nowrap; }
th, td { padding: 4px 10px 4px 0; border-bottom: 1px solid #cfd6de; vertical-align: top; }
tr { break-inside: avoid; }
thead { display: table-header-group; }
.end { text-align: right; white-space: nowrap; }
.quiet { color: #566069; }
.tlp { display: inline-block; margin: 8px 0; padding: 1px 8px; color: #fff; background: #000; font: 700 13px ui-monospace, monospace; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.mark { margin: 0; padding: 4px 8px; border: 2px solid #14181d; font-weight: 700; letter-spacing: .3em; text-align: center; }
`;

/** Codes and names of severities stay on one line; figures stand flush right. */
function classOf(column: string, cell: string): string {
  if (column.startsWith('>')) return ' class="end"';
  return cell !== '' && cell.length <= SHORT ? ' class="short"' : '';
}

const SHORT = 10;

function columnName(name: string): string {
  return name.startsWith('>') ? name.slice(1) : name;
}

/** Text on one line in which nothing is markup: CommonMark takes a backslash before any punctuation. */
function inline(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/[\\`*_{}[\]<>#|!~&]/g, String.raw`\$&`)
    .replace(/^([-+=]|\d+[.)])/, (start) => `${start.slice(0, -1)}\\${start.slice(-1)}`);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (one) => ENTITIES[one] ?? one);
}
