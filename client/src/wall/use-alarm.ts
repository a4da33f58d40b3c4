import { useEffect, useState } from 'react';
import type { Ticker } from '../store/ticker.ts';
import { alarmSound, type AudioState } from './alarm-sound.ts';
import { soundsAt } from './sounding.ts';
import type { WallFeed } from './wall-feed.ts';
import { webAudio } from './web-audio.ts';

const LOOK_MS = 1_000;

/** Sounds for criticals while `isOn`; answers how the sound fares. */
export function useAlarm(picture: WallFeed, clock: Ticker, isOn: boolean): AudioState {
  const [state, setState] = useState<AudioState>('off');
  useEffect(() => {
    if (!isOn) return undefined;
    const alarm = alarmSound({ open: webAudio });
    let lookedFor = picture.get().incidents;
    let lookAt = 0;
    const stop = clock.subscribe(() => {
      const now = clock.now();
      const data = picture.get();
      // At an acknowledgement it is silent at once; otherwise a second is soon enough.
      if (now < lookAt && data.incidents === lookedFor) return;
      lookAt = now + LOOK_MS;
      lookedFor = data.incidents;
      alarm.look(now, { isOn: true, isWanted: soundsAt(data, now) });
      setState(alarm.state());
    });
    window.addEventListener('keydown', alarm.touched);
    window.addEventListener('pointerdown', alarm.touched);
    return () => {
      stop();
      window.removeEventListener('keydown', alarm.touched);
      window.removeEventListener('pointerdown', alarm.touched);
      alarm.close();
      setState('off');
    };
  }, [picture, clock, isOn]);
  return state;
}
