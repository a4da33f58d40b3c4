import { existsSync } from 'node:fs';
import { journalFiles } from '../../desk/open-rooms.ts';
import { verifyJournal } from '../../journal/verify.ts';
import { CommandFailure, type Command, parsed, shownTime } from '../command.ts';
import { backedUp, placesIn } from '../places.ts';
import { foldersIn } from '../elections.ts';

export const command: Command = {
  name: 'verify',
  summary: 'Check journals for events flipped, dropped, swapped, inserted or cut off',
  help: `
Usage: warroom verify [--election ID] [--backup FOLDER]

Recomputes the hash chain of every journal and compares its end with the signed anchor. Changes
nothing and works beside a running server. Exit code 1 when anything is wrong.

  --election ID      only this election's journal
  --backup FOLDER    the journals of a backup instead`,
  async run(args, io) {
    const { values } = parsed(args, { election: { type: 'string' }, backup: { type: 'string' } });
    const places =
      values.backup === undefined
        ? foldersIn(io.dataDir).map((election) => ({
            election,
            ...journalFiles(io.dataDir, election),
          }))
        : placesIn(backedUp(io, values.backup));
    const wanted = places.filter(
      ({ election }) => values.election === undefined || election === values.election,
    );
    if (wanted.length === 0) {
      const where = values.backup ?? io.dataDir;
      throw new CommandFailure(
        values.election === undefined
          ? `There is no journal in ${where}.`
          : `There is no journal of "${values.election}" in ${where}.`,
      );
    }
    let sound = true;
    for (const { election, file, anchorFile } of wanted) {
      if (!existsSync(file)) continue;
      const result = await verifyJournal(file, anchorFile);
      sound &&= result.sound;
      const { events, erased, anchor, findings } = result;
      const vouched = anchor ? `; anchored at event ${anchor.seq}, ${shownTime(anchor.at)}` : '';
      if (result.sound)
        io.out(
          `${election}: sound, ${events} events${erased > 0 ? `, ${erased} with erased text` : ''}${vouched}`,
        );
      else for (const { message } of findings) io.out(`${election}: ${message}`);
    }
    return sound ? 0 : 1;
  },
};
