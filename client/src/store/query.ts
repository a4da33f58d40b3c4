/** The one language of searches, as the server understands it too. */
export {
  bothQueries,
  FIELD_VALUES,
  FIELD_WORDS,
  formatQuery,
  isShownFor,
  matchesSignal,
  parseQuery,
  QUERY_FIELDS,
  staysInSight,
  unknownIn,
  withoutValue,
} from '@warroom/shared';
export type { KnownNames, MatchContext, Query, QueryField } from '@warroom/shared';
