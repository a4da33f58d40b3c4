import { existsSync } from 'node:fs';
import { problemWith } from '../../evidence/copy-files.ts';
import { referencesIn } from '../../evidence/references.ts';
import { openSound } from '../../evidence/sound.ts';
import { CommandFailure, type Command, parsed } from '../command.ts';
import { evidenceIn, namedEvidence } from '../evidence-store.ts';
import { backedUp, placesIn } from '../places.ts';

export const command: Command = {
  name: 'evidence check',
  summary: 'Read every evidence file that a journal refers to, and compare its hash',
  help: `
Usage: warroom evidence check [--election ID] [--backup FOLDER]

Reads the journals of this data directory (on a node of several: its copies), then every file that an
incident refers to, from where EVIDENCE_STORE says, and compares its SHA-256. Names each that is missing
or changed. Changes nothing and works beside a running server. Exit code 1 when anything is wrong.

  --election ID      only this election
  --backup FOLDER    the journals and files of a backup instead`,
  async run(args, io) {
    const { values } = parsed(args, { election: { type: 'string' }, backup: { type: 'string' } });
    const folder = values.backup === undefined ? io.dataDir : backedUp(io, values.backup);
    const places = placesIn(folder).filter(
      ({ election, file }) =>
        (values.election === undefined || election === values.election) && existsSync(file),
    );
    if (places.length === 0)
      throw new CommandFailure(
        values.election === undefined
          ? `There is no journal in ${folder}.`
          : `There is no journal of "${values.election}" in ${folder}.`,
      );
    const { store } = values.backup === undefined ? namedEvidence(io) : evidenceIn(folder);
    let isSound = true;
    for (const { election, file } of places) {
      const references = await referencesIn(file);
      let sound = 0;
      for (const reference of references) {
        const found = await openSound(store, { election, sha256: reference.sha256 });
        if (found.kind === 'sound') {
          await found.file.handle.close();
          sound += 1;
        } else io.out(problemWith(election, reference, found.kind, store.where));
      }
      isSound &&= sound === references.length;
      io.out(
        sound === references.length
          ? `${election}: ${sound} evidence file${sound === 1 ? '' : 's'}, all sound`
          : `${election}: ${references.length - sound} of ${references.length} evidence files are not there or not sound`,
      );
    }
    return isSound ? 0 : 1;
  },
};
