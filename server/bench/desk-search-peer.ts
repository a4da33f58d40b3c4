import MiniSearch from 'minisearch';
import { INCIDENTS, PER_SECOND, SEARCHES, SIGNALS } from './desk-search-size.ts';
import { benchTexts } from './desk-texts.ts';
import { measureSearches } from './desk-search-measure.ts';

const texts = benchTexts();
const collect = (globalThis as { gc?: () => void }).gc ?? (() => undefined);
collect();
const before = process.memoryUsage.rss();
const index = new MiniSearch<{ id: number; text: string }>({ fields: ['text'] });
for (let n = 0; n < SIGNALS + INCIDENTS; n += 1) index.add({ id: n, text: texts.text(n) });
collect();
const memory = process.memoryUsage.rss() - before;
let next = SIGNALS + INCIDENTS;
const result = await measureSearches({
  searches: texts.searches(SEARCHES),
  perSecond: PER_SECOND,
  add(count) {
    for (let n = 0; n < count; n += 1) index.add({ id: (next += 1), text: texts.text(next) });
  },
  // As ours: all words, the last one as it is being typed.
  search: (typed) =>
    index
      .search(typed.replaceAll('"', ''), {
        combineWith: 'AND',
        prefix: (_term, at, terms) => at === terms.length - 1,
      })
      .slice(0, 150).length,
});
process.send?.({ ...result, memory });
