const LONGEST = 200;
/** So that an upload's token stays within what a command may carry. */
const LONGEST_BYTES = 360;

/**
 * What a file may be called: the last part of a path, without control, invisible or bidirectional
 * characters ("gpj.exe" must not read "exe.jpg"), without what file systems refuse; at most 200
 * characters, the ending kept. Never empty.
 */
export function cleanFileName(raw: string): string {
  const last = raw.split(/[/\\]/).findLast((part) => part.trim() !== '') ?? '';
  const clean = last
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu, '')
    .replaceAll(/[<>:"|?*]/g, '_')
    .replaceAll(/\s+/g, ' ')
    .replace(/^[. ]+/, '')
    .replace(/[. ]+$/, '');
  return shortened(clean) || 'file';
}

/** The header x-file-name: percent-encoded UTF-8. Undefined when it isn't. */
export function decodedFileName(header: string): string | undefined {
  try {
    return decodeURIComponent(header);
  } catch {
    return undefined;
  }
}

function shortened(name: string): string {
  const fits = (text: string): boolean =>
    text.length <= LONGEST && Buffer.byteLength(text) <= LONGEST_BYTES;
  if (fits(name)) return name;
  const ending = /\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? '';
  const stem = Array.from(name.slice(0, name.length - ending.length)).slice(0, LONGEST);
  while (!fits(stem.join('') + ending)) stem.pop();
  return stem.join('').trimEnd() + ending;
}

/** `attachment`, with the name for old and new readers (RFC 6266, RFC 5987). */
export function attachmentNamed(name: string): string {
  const plain = name.replaceAll(/[^\x20-\x7e]/g, '_').replaceAll(/["\\%]/g, '_');
  const coded = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${coded}`;
}
