/** A random id for a command: 128 bits as hex. `crypto.randomUUID` exists on https alone, this everywhere. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
