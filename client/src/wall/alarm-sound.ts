import type { DisplayReport } from '@warroom/shared';

export type AudioState = NonNullable<DisplayReport['audio']>;

/** What can make the tone: the browser's audio, or a test's. */
export interface ToneMaker {
  /** Whether sound comes out; browsers let none out of a page that nobody has touched. */
  isRunning(): boolean;
  /** Asks the browser to let it out. */
  resume(): void;
  /** Plays the tone once. What it answers ends it at once. */
  play(): () => void;
  close(): void;
}

/** Sounds while a critical waits. */
export interface AlarmSound {
  look(now: number, asked: { isOn: boolean; isWanted: boolean }): void;
  /** Somebody touched the screen: the browser may let sound out now. */
  touched(): void;
  state(): AudioState;
  close(): void;
}

/** From one tone to the next: to be heard in the room, and to let people speak. */
const EVERY_MS = 8_000;
const RESUME_MS = 5_000;
/** A browser that allows it needs a moment to start. */
const START_MS = 2_000;

/** Makes it from tones. `open` throws where there is no audio. */
export function alarmSound({ open }: { open(): ToneMaker }): AlarmSound {
  let tones: ToneMaker | null = null;
  let state: AudioState = 'off';
  let openedAt = 0;
  let resumeAt = 0;
  let nextAt = 0;
  let end: (() => void) | null = null;

  function hush(): void {
    end?.();
    end = null;
    nextAt = 0;
  }

  function close(): void {
    hush();
    tones?.close();
    tones = null;
    state = 'off';
  }

  function start(now: number): void {
    try {
      tones = open();
      openedAt = now;
      resumeAt = 0;
    } catch {
      tones = null;
    }
  }

  return {
    look(now, { isOn, isWanted }) {
      if (!isOn) {
        if (state !== 'off') close();
        return;
      }
      if (!tones) start(now);
      if (!tones?.isRunning()) {
        end = null;
        nextAt = 0;
        if (tones && now >= resumeAt) {
          resumeAt = now + RESUME_MS;
          tones.resume();
        }
        state = tones && now - openedAt < START_MS ? 'ready' : 'blocked';
        return;
      }
      if (!isWanted) {
        if (state === 'playing') hush();
        state = 'ready';
        return;
      }
      state = 'playing';
      if (now < nextAt) return;
      nextAt = now + EVERY_MS;
      end = tones.play();
    },
    touched: () => tones?.resume(),
    state: () => state,
    close,
  };
}
