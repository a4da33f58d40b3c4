import { createReadStream } from 'node:fs';
import type { ImportPreview, ImportReading } from '@warroom/shared';
import { suggestMap } from './column-map.ts';
import { openRows } from './open-rows.ts';
import { nay, yes } from './told.ts';
import type { Told } from './told.ts';
import { UnreadableFile } from './unreadable.ts';

const ROWS = 20;
const CELL_CHARS = 300;

/** The beginning of a file as it would be read; `zone` is the election's. */
export async function previewOf(
  file: string,
  reading: ImportReading,
  zone: string,
): Promise<Told<ImportPreview>> {
  try {
    const opened = await openRows(createReadStream(file), reading);
    const { format, encoding, delimiter, columns } = opened;
    const rows: ImportPreview['rows'] = [];
    for await (const { line, cells, problem } of opened.rows) {
      const shown = cells.map((cell) => cell.slice(0, CELL_CHARS));
      rows.push({ line, cells: shown, problem: problem ?? null });
      if (rows.length >= ROWS) break;
    }
    const suggested = suggestMap(columns);
    return yes({ format, encoding, delimiter, columns: [...columns], rows, suggested, zone });
  } catch (error) {
    if (error instanceof UnreadableFile) return nay('malformed', error.message);
    throw error;
  }
}
