import { parseArgs } from 'node:util';
import { Channel, ImportPlan, isZone } from '@warroom/shared';
import { wrongIn } from '../../guard/issue-words.ts';
import { parseMap } from './column-map.ts';

export const IMPORT_HELP = `warroom import FILE --election ID --source NAME [options]

Takes the rows of a CSV or NDJSON file in as signals. Running it again is harmless: rows that are
in already are counted as duplicates. Broken off, it goes on where it stopped.

  --election ID         which election, as in its address
  --source NAME         the source the signals are said to come from
  --map field=column,…  fields: text, observedAt, author, url, language, channel, jurisdiction,
                        category, severity, externalId. text and externalId may be made of several
                        columns: externalId=author+date. Left out, it is guessed from the names and told.
                        Without an externalId the row itself, and how often it came before, is its id.
  --zone ZONE           what times without a zone are read in, as America/New_York (the election's)
  --dates mdy|dmy       which comes first in 11/8/2016                                        (mdy)
  --channel NAME        ${Channel.options.join(', ')} (other)
  --replay 600x         at 600 times the pace it happened, by observedAt in the order of the file
  --dry-run             reads and checks everything, takes nothing in
  --rejected FILE       writes the rows that were not taken, with line and reasons, as CSV
  --restart             begins at the first row again
  --format csv|ndjson   --encoding utf-8|utf-16le|utf-16be|latin1   --delimiter C    (found out)
  --data DIR            where everything is kept (DATA_DIR, ./data)

Example
  warroom import posts.csv --election us-general --source x --channel post \\
    --map text=content,author=author_id,observedAt=publish_date,language=language --replay 600x
`;

export interface ImportOptions {
  file: string;
  election: string;
  /** Without a map until the file's columns are known. */
  plan: Omit<ImportPlan, 'map'> & { map?: ImportPlan['map'] | undefined };
  dryRun: boolean;
  rejected: string | undefined;
  restart: boolean;
}

/** Reads the arguments after `import`: options, `help`, or one sentence about what is wrong. */
export function importOptions(
  args: readonly string[],
): { options: ImportOptions } | { help: true } | { problem: string } {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        election: text,
        source: text,
        map: text,
        zone: text,
        dates: text,
        channel: text,
        replay: text,
        rejected: text,
        format: text,
        encoding: text,
        delimiter: text,
        data: text,
        'dry-run': flag,
        restart: flag,
        help: { ...flag, short: 'h' },
      },
    });
  } catch (error) {
    return {
      problem: `${error instanceof Error ? error.message : String(error)}. "warroom import --help" tells what there is.`,
    };
  }
  const { values, positionals } = parsed;
  if (values.help === true) return { help: true };
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0)
    return {
      problem:
        file === undefined
          ? 'Name the file to import. "warroom import --help" tells how.'
          : `One file at a time: "${more[0]}" is one too many.`,
    };
  if (values.election === undefined)
    return { problem: 'Name the election: --election us-general.' };
  if (values.source === undefined)
    return { problem: 'Name the source the signals come from: --source x.' };
  if (values.zone !== undefined && !isZone(values.zone))
    return {
      problem: `--zone ${values.zone} is no IANA time zone; right would be a name such as America/Denver.`,
    };
  const replay =
    values.replay === undefined ? undefined : /^(\d+(?:\.\d+)?)x?$/.exec(values.replay)?.[1];
  if (values.replay !== undefined && replay === undefined)
    return {
      problem: `--replay ${values.replay} is no pace; right would be 600x: 600 times as fast as it happened.`,
    };
  const map = values.map === undefined ? undefined : parseMap(values.map);
  if (map && 'refusal' in map) return { problem: map.refusal.message };
  const given = Object.fromEntries(
    Object.entries({
      source: values.source,
      channel: values.channel,
      zone: values.zone,
      dates: values.dates,
      format: values.format,
      encoding: values.encoding,
      delimiter: values.delimiter === '\\t' || values.delimiter === 'tab' ? '\t' : values.delimiter,
      replay: replay === undefined ? undefined : Number(replay),
    }).filter(([, value]) => value !== undefined),
  );
  const plan = ImportPlan.omit({ map: true }).safeParse(given);
  if (!plan.success) {
    const [issue] = plan.error.issues;
    return {
      problem: `--${issue?.path.join('.') ?? ''}: ${issue?.code === 'invalid_value' ? `must be one of ${issue.values.map((value) => (value === '\t' ? 'tab' : String(value))).join(' ')}` : wrongIn(plan.error, given, true).words}.`,
    };
  }
  return {
    options: {
      file,
      election: values.election,
      plan: { ...plan.data, map: map?.map },
      dryRun: values['dry-run'] === true,
      rejected: values.rejected,
      restart: values.restart === true,
    },
  };
}
