import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { WIRE_VERSION } from '@warroom/shared';
import type { Door } from './door.ts';

/** How a process of screens stands. */
export interface ScreensReport {
  live: number;
  /** Of the live ones, those that show just what a fresh picture shows. */
  equal: number;
  /** At how many different cursors the doors' pictures were. */
  cursors: number;
  resumes: number;
  snapshots: number;
  cuts: number;
}

export interface Screens {
  /** Where screens go to from now on. */
  goTo(doors: readonly Door[]): Promise<void>;
  report(): Promise<ScreensReport>;
  close(): void;
}

/** Opens so many screens in a process of their own, spread evenly over the doors; resolves when all have tried. */
export async function openScreens(options: {
  doors: readonly Door[];
  cookies: readonly string[];
  count: number;
  election: string;
}): Promise<Screens> {
  const child = fork(join(import.meta.dirname, 'screens.mjs'), { execArgv: [] });
  const ask = async <T>(message: object): Promise<T> => {
    child.send(message);
    const [answer] = (await once(child, 'message')) as [T];
    return answer;
  };
  const plain = (doors: readonly Door[]): Door[] => doors.map(({ name, url }) => ({ name, url }));
  const { connected } = await ask<{ connected: number }>({
    connect: { ...options, doors: plain(options.doors), wire: WIRE_VERSION },
  });
  if (connected !== options.count) {
    child.kill();
    throw new Error(`only ${connected} of ${options.count} screens came in`);
  }
  return {
    goTo: async (doors) => void (await ask({ doors: plain(doors) })),
    report: () => ask<ScreensReport>({ report: true }),
    close: () => void child.kill(),
  };
}
