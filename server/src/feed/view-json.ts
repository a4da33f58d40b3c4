import type { Audience, Incident } from '@warroom/shared';
import { projectIncident, sees } from '@warroom/shared';
import { withoutHidden } from '../desk/hidden.ts';

/** Encodes incidents for audiences, each once per redaction however many audiences and frames hold it. */
export interface ViewJson {
  /** The incident's view as JSON, or undefined when this audience may not know of it. */
  of(incident: Incident, audience: Audience): string | undefined;
  has(incident: Incident, audience: Audience): boolean;
  /** The names that visitors' walls must not show have changed. */
  rename(names: readonly string[]): void;
}

/**
 * What a view holds depends on the audience only by its redaction, once it may see the incident, and an
 * incident object is never changed in place: so the text is kept by object and redaction. One that was
 * merged or linked names another, which the audience may not know of: that is asked each time.
 */
export function viewJson(
  names: readonly string[],
  isKnown: (id: string, audience: Audience) => boolean = () => false,
): ViewJson {
  let hidden = names;
  const kept = {
    none: new WeakMap<Incident, string>(),
    names: new WeakMap<Incident, string>(),
    visitor: new WeakMap<Incident, string>(),
  };
  return {
    of(incident, audience) {
      if (!sees(audience, incident)) return undefined;
      const texts = kept[audience.redaction];
      const known = texts.get(incident);
      if (known !== undefined) return known;
      const projected = projectIncident(incident, audience, hidden);
      if (!projected) return undefined;
      if (projected.mergedInto !== null || incident.links.length > 0) {
        const knows = (id: string): boolean => isKnown(id, audience);
        return JSON.stringify(withoutHidden(projected, incident.links, knows));
      }
      const text = JSON.stringify(projected);
      texts.set(incident, text);
      return text;
    },
    has: (incident, audience) => kept[audience.redaction].has(incident),
    rename(next) {
      hidden = next;
      kept.visitor = new WeakMap();
    },
  };
}
