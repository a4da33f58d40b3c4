import type { JsonObject, StoredEvent } from './journal.ts';

/** The journal's own aggregate: what was done to the record itself. */
export const JOURNAL_AGGREGATE = 'journal';
const TEXT_ERASED = 'journal.text-erased';

/** Events of an aggregate whose personal text was erased. */
export interface ErasedTexts {
  aggregate: string;
  seqs: readonly number[];
}

/**
 * The record that texts were erased, written before they are: no text goes without it. Why, and who
 * asked, is personal text itself. Whatever was made of the events must give their text up when it comes by.
 */
export function textErased(
  erased: readonly ErasedTexts[],
  personal: { reason: string; operator: string },
): { type: string; data: JsonObject; personal: JsonObject } {
  return {
    type: TEXT_ERASED,
    data: { erased: erased.map(({ aggregate, seqs }) => ({ aggregate, seqs: [...seqs] })) },
    personal,
  };
}

/** Whose text an event says was erased; of any other event nothing. */
export function textsErasedBy({ type, data }: Pick<StoredEvent, 'type' | 'data'>): ErasedTexts[] {
  const { erased } = data;
  // As it was written above.
  return type === TEXT_ERASED && Array.isArray(erased) ? (erased as unknown as ErasedTexts[]) : [];
}
