import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Refusal } from '../refusal.ts';
import {
  COMMAND_TYPES,
  Command,
  DisplayReport,
  Handshake,
  PresenceRequest,
  SyncRequest,
  WatchRequest,
} from './up.ts';
import { WIRE_VERSION } from './version.ts';

/** FNV-1a, 32 bit: enough to notice a change. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1)
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash.toString(16);
}

describe('the wire', () => {
  it('[WR1] has not changed without its version: when this fails, think of older clients, raise WIRE_VERSION, then renew the print', () => {
    const schemas = [
      Handshake,
      SyncRequest,
      WatchRequest,
      PresenceRequest,
      DisplayReport,
      Command,
      Refusal,
    ].map((schema) => z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }));
    expect({ version: WIRE_VERSION, print: fingerprint(JSON.stringify(schemas)) }).toEqual({
      version: 4,
      print: '1cf58802',
    });
  });

  it('[WR2] knows every command by name', () => {
    expect(COMMAND_TYPES).toContain('incident.open');
    expect(COMMAND_TYPES).toContain('signal.dismiss');
    expect(new Set(COMMAND_TYPES).size).toBe(COMMAND_TYPES.length);
  });
});
