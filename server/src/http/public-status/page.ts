import { createHash } from 'node:crypto';
import type { Severity } from '@warroom/shared';
import { BASE_HEADERS } from '../headers.ts';
import type { PublicIncident, PublicStatus } from './picture.ts';
import { plainBlocks } from './plain-text.ts';
import { STYLE } from './style.ts';

/** How often a browser asks again by itself. */
const REFRESH_S = 60;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** The page holds no script, loads nothing, sends nothing and is shown in no frame. Its one style is named by its hash. */
export const STATUS_HEADERS: Readonly<Record<string, string>> = {
  ...BASE_HEADERS,
  'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy':
    'autoplay=(), camera=(), fullscreen=(), geolocation=(), microphone=(), payment=(), usb=()',
};

const SEVERITIES: Readonly<Record<Severity, { word: string; shape: string }>> = {
  S1: { word: 'Critical', shape: '<path d="M3.7.4h4.6l3.3 3.3v4.6l-3.3 3.3H3.7L.4 8.3V3.7z"/>' },
  S2: { word: 'High', shape: '<path d="M6 .8l5.8 10.4H.2z"/>' },
  S3: { word: 'Medium', shape: '<path class="line" d="M6 1l5 5-5 5-5-5z"/>' },
  S4: { word: 'Low', shape: '<circle class="line" cx="6" cy="6" r="4.7"/>' },
  S5: { word: 'Information', shape: '<circle class="line" cx="6" cy="6" r="2.2"/>' },
};

const KNOWN: Readonly<Record<PublicIncident['veracity'], string>> = {
  unverified: 'Not verified yet',
  corroborated: 'Supported by a second source',
  'confirmed-true': 'Confirmed',
  'confirmed-false': 'The claim is false',
  misleading: 'The claim is misleading',
  inconclusive: 'Could not be settled',
};

/** The public status of an election as a page that needs no script. */
export function statusPage(status: PublicStatus): string {
  const { election, zone, madeAt, asOf, isCurrent, isReadOnly, polls, announcements } = status;
  const moment = (at: number): string => momentIn(at, zone);
  const notices = [
    isCurrent
      ? ''
      : `<p class="old" role="status"><b>Not current.</b> What follows was last known to be complete at ${moment(asOf)}.</p>`,
    isReadOnly
      ? `<p class="old" role="status"><b>Nothing new can be recorded just now.</b> Changes since ${moment(asOf)} may be missing.</p>`
      : '',
  ].join('');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark light">
<meta name="robots" content="noarchive, nosnippet">
<meta http-equiv="refresh" content="${REFRESH_S}">
<title>${text(election)}: public status</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${text(election)}</h1>
<p class="sub">Public status</p>
<p>Made ${moment(madeAt)}. This page renews itself every minute; if its time does not change, it is old.</p>
</header>
<main>
${notices}
${announcements.map(announcement).join('\n')}
<section aria-labelledby="incidents">
<h2 id="incidents">Open incidents made public</h2>
${incidents(status, moment)}
</section>
<section aria-labelledby="polls">
<h2 id="polls">Polls</h2>
${pollsText(polls)}
${next(polls.next, moment)}
</section>
</main>
<footer>
<p>Only what was labelled for the public (TLP:CLEAR) is shown. That an incident is listed says that it is being looked at, not that a claim is true. Names and addresses of people are left out.</p>
</footer>
</body>
</html>
`;
}

function incidents(
  { incidents: list, more }: PublicStatus,
  moment: (at: number) => string,
): string {
  if (list.length === 0) return '<p>No open incident has been made public.</p>';
  const rows = list.map(({ severity, title, places, openedAt, veracity }) => {
    const { word, shape } = SEVERITIES[severity];
    return `<tr><td class="${severity}"><svg viewBox="0 0 12 12" aria-hidden="true">${shape}</svg>${word}</td><th scope="row" dir="auto">${text(title)}</th><td>${text(places.join(', '))}</td><td>${KNOWN[veracity]}</td><td>${moment(openedAt)}</td></tr>`;
  });
  const rest = more === 0 ? '' : `<p>And ${more} more.</p>`;
  return `<table>
<thead><tr><th scope="col">Severity</th><th scope="col">What</th><th scope="col">Where</th><th scope="col">What is known</th><th scope="col">Since</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>${rest}`;
}

function pollsText({ before, open, lastHour, closed }: PublicStatus['polls']): string {
  const parts = [
    [open + lastHour, 'open'],
    [lastHour, 'of these in the last hour'],
    [before, 'not open yet'],
    [closed, 'closed'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`);
  return `<p>${said.length === 0 ? 'No polling times are known.' : `Places with polling times: ${said.join(', ')}.`}</p>`;
}

/** So many names are still read; of more their number is told. */
const MOST_PLACES = 6;

function next(events: PublicStatus['polls']['next'], moment: (at: number) => string): string {
  if (events.length === 0) return '';
  const rows = events.map(({ at, kind, places }) => {
    const names =
      places.length > MOST_PLACES
        ? `${places.slice(0, MOST_PLACES).join(', ')} and ${places.length - MOST_PLACES} more`
        : places.join(', ');
    return `<li>${moment(at)}: polls ${kind === 'opens' ? 'open' : 'close'} in ${text(names)}</li>`;
  });
  return `<h3>Next</h3><ul>${rows.join('')}</ul>`;
}

function announcement({ title, body }: PublicStatus['announcements'][number]): string {
  const blocks = plainBlocks(body).map((block) =>
    block.kind === 'list'
      ? `<ul>${block.items.map((item) => `<li dir="auto">${text(item)}</li>`).join('')}</ul>`
      : `<p dir="auto">${text(block.text)}</p>`,
  );
  return `<section class="said"><h2 dir="auto">${text(title)}</h2>${blocks.join('')}</section>`;
}

interface Formats {
  time: Intl.DateTimeFormat;
  zone: Intl.DateTimeFormat;
}
const formats = new Map<string, Formats>();

/** "7 Nov 2028, 14:02:11 EST", with the machine's reading of it beside. */
function momentIn(at: number, zone: string): string {
  let known = formats.get(zone);
  if (!known) {
    known = {
      time: new Intl.DateTimeFormat('en-GB', {
        timeZone: zone,
        day: 'numeric',
        month: 'short',
        year: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
        hourCycle: 'h23',
      }),
      // This language alone knows the short names of zones.
      zone: new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'short' }),
    };
    formats.set(zone, known);
  }
  const name =
    known.zone.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? zone;
  const time = known.time.format(at).replace(/:00$/, '');
  return `<time datetime="${new Date(at).toISOString()}">${text(`${time} ${name}`)}</time>`;
}

/** Text as HTML: nothing in it can become a mark or leave an attribute. */
function text(of: string): string {
  return of
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
