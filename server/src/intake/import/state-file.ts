import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImportReport } from '@warroom/shared';
import { z } from 'zod';

const Report = z.strictObject({
  rows: z.int(),
  accepted: z.int(),
  duplicates: z.int(),
  rejected: z.int(),
  assumedZone: z.int(),
  unknownLanguages: z.record(z.string(), z.int()),
  firstAt: z.number().nullable(),
  lastAt: z.number().nullable(),
  examples: z.array(z.strictObject({ row: z.int(), line: z.int(), reasons: z.array(z.string()) })),
}) satisfies z.ZodType<ImportReport>;

/** Where an import stood when it was broken off. */
const ImportState = z.strictObject({
  rejectedFile: z.string().nullable(),
  rejectedBytes: z.int(),
  report: Report,
});
export type ImportState = z.infer<typeof ImportState>;

/** The state of one import: that of this file's content with this plan. */
export interface StateFile {
  load(): Promise<ImportState | undefined>;
  save(state: ImportState): Promise<void>;
  remove(): Promise<void>;
}

/** Kept as `<dir>/<key>.json`; one that can't be read counts as none, since starting over is harmless. */
export function stateFile(dir: string, key: string): StateFile {
  const file = join(dir, `${key}.json`);
  return {
    async load() {
      try {
        const parsed = ImportState.safeParse(JSON.parse(await readFile(file, 'utf8')));
        return parsed.success ? parsed.data : undefined;
      } catch {
        return undefined;
      }
    },
    async save(state) {
      await mkdir(dir, { recursive: true, mode: 0o700 });
      await writeFile(`${file}.new`, JSON.stringify(state), { mode: 0o600 });
      await rename(`${file}.new`, file);
    },
    remove: () => rm(file, { force: true }),
  };
}

/** Names an import by the file's bytes and all that changes what is made of them. */
export async function importKey(file: string, plan: unknown): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(plan));
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex').slice(0, 32);
}
