import { journalContract } from './contract.ts';
import { memoryJournal } from './memory.ts';

journalContract('memory', async (options) => {
  const journal = memoryJournal(options);
  return { journal, release: () => journal.close() };
});
