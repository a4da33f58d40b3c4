/** Search parameters as the app's pages have them: one plain text a name. */
export type Search = Record<string, string>;

/** Reads a search string; a name that stands twice keeps all its values, parted by commas. */
export function parseSearch(search: string): Search {
  const found: Search = {};
  for (const [name, value] of new URLSearchParams(search)) {
    // A plain object: names like __proto__ would reach further than this record.
    if (name === '__proto__') continue;
    const before = Object.hasOwn(found, name) ? found[name] : undefined;
    found[name] = before === undefined ? value : `${before},${value}`;
  }
  return found;
}

/** Writes a search string that people can read and mail: commas, colons and slashes stay as they are. */
export function writeSearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (typeof value === 'string' && value !== '') params.set(name, value);
    else if (typeof value === 'number' || typeof value === 'boolean')
      params.set(name, String(value));
  }
  const text = params
    .toString()
    .replaceAll('%2C', ',')
    .replaceAll('%3A', ':')
    .replaceAll('%2F', '/');
  return text === '' ? '' : `?${text}`;
}
