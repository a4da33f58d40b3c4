import { copyEvidence } from '../copy-evidence.ts';
import { CommandFailure, type Command, parsed } from '../command.ts';
import { evidenceIn, namedEvidence, namedPlace } from '../evidence-store.ts';
import { backedUp, placesIn } from '../places.ts';

export const command: Command = {
  name: 'evidence copy',
  summary: 'Copy evidence files from a data directory or backup to where EVIDENCE_STORE says',
  help: `
Usage: warroom evidence copy [FOLDER] [--election ID]

Copies every file that the journals of FOLDER (default: this data directory) refer to into the store
that EVIDENCE_STORE names, each hashed on its way: from one machine's disk to the S3 store of several
nodes, or from a backup back to where it belongs. What is there already is made whole; nothing is
removed. Run it on each node that kept files on its own disk. Works beside a running server.

  --election ID    only this election`,
  async run(args, io) {
    const { values, positionals } = parsed(args, { election: { type: 'string' } }, 1);
    const folder = backedUp(io, positionals[0] ?? io.dataDir);
    if (namedPlace(io).kind === 'file' && folder === io.dataDir)
      throw new CommandFailure(
        `The files are in ${io.dataDir} already; set EVIDENCE_STORE=s3://BUCKET to copy them there, or name another FOLDER.`,
      );
    const places = placesIn(folder).filter(
      ({ election }) => values.election === undefined || election === values.election,
    );
    if (places.length === 0) throw new CommandFailure(`There is no such journal in ${folder}.`);
    const to = namedEvidence(io);
    await to.store.check();
    return (await copyEvidence(io, places, evidenceIn(folder).store, to)) ? 0 : 1;
  },
};
