import { useEffect, useRef, useState } from 'react';
import { announce, announceNow } from '../ui/live-region.tsx';
import { uploadFile } from './upload-file.ts';
import type { Upload, UploadedFile } from './upload-file.ts';

/** One file on its way, or one that did not get through. */
export interface Going {
  id: number;
  name: string;
  /** 0 to 1. */
  share: number;
  /** Null while it is on its way. */
  problem: string | null;
  /** Trying again can't help. */
  isFinal: boolean;
}

export interface Uploads {
  going: readonly Going[];
  add(files: readonly File[]): void;
  again(id: number): void;
  /** Cancels it, or puts it out of sight. */
  drop(id: number): void;
}

/** At once; the server takes three of one person. */
const AT_ONCE = 2;

/**
 * Brings files one after the other. `onUploaded` adds a file that arrived and answers why not, or null;
 * what failed stays in sight with the reason until it is tried again or put away.
 */
export function useUploads(options: {
  election: string;
  onUploaded(file: UploadedFile): Promise<string | null>;
  upload?: typeof uploadFile | undefined;
}): Uploads {
  const [going, setGoing] = useState<readonly Going[]>([]);
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  const queue = useRef<{ id: number; file: File }[]>([]);
  const files = useRef(new Map<number, File>());
  const running = useRef(new Map<number, Upload>());
  const made = useRef(0);

  useEffect(() => {
    const under = running.current;
    const waiting = queue;
    return () => {
      waiting.current = [];
      for (const upload of under.values()) upload.cancel();
    };
  }, []);

  function set(id: number, change: Partial<Going>): void {
    setGoing((all) => all.map((one) => (one.id === id ? { ...one, ...change } : one)));
  }

  function forget(id: number): void {
    files.current.delete(id);
    setGoing((all) => all.filter((one) => one.id !== id));
  }

  function start(): void {
    while (running.current.size < AT_ONCE) {
      const next = queue.current.shift();
      if (!next) return;
      void run(next.id, next.file);
    }
  }

  async function run(id: number, file: File): Promise<void> {
    const { election, upload = uploadFile } = latest.current;
    const sent = upload({ election, file, onProgress: (share) => set(id, { share }) });
    running.current.set(id, sent);
    const outcome = await sent.done;
    const why =
      outcome.kind === 'failed'
        ? outcome.message
        : outcome.kind === 'uploaded'
          ? await latest.current.onUploaded(outcome.file)
          : null;
    running.current.delete(id);
    if (why === null) {
      forget(id);
      if (outcome.kind === 'uploaded') announce(`Added ${file.name}`);
    } else {
      set(id, { problem: why, isFinal: outcome.kind === 'failed' && outcome.isFinal === true });
      announceNow(`${file.name} was not added: ${why}`);
    }
    start();
  }

  return {
    going,
    add(chosen) {
      const fresh = chosen.map((file) => ({ id: (made.current += 1), file }));
      for (const { id, file } of fresh) files.current.set(id, file);
      queue.current.push(...fresh);
      setGoing((all) => [
        ...all,
        ...fresh.map(({ id, file }) => ({
          id,
          name: file.name,
          share: 0,
          problem: null,
          isFinal: false,
        })),
      ]);
      start();
    },
    again(id) {
      const file = files.current.get(id);
      if (!file) return;
      set(id, { share: 0, problem: null });
      queue.current.push({ id, file });
      start();
    },
    drop(id) {
      queue.current = queue.current.filter((one) => one.id !== id);
      const under = running.current.get(id);
      if (under) under.cancel();
      else forget(id);
    },
  };
}
