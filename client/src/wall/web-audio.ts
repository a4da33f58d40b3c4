import type { ToneMaker } from './alarm-sound.ts';

/** Three short notes, rising: heard over talk, unlike a telephone or a fire alarm. Hz, and seconds from the first. */
const NOTES = [
  { hz: 587, at: 0 },
  { hz: 740, at: 0.22 },
  { hz: 880, at: 0.44 },
];
const NOTE_S = 0.18;
const LOUDNESS = 0.3;
const EDGE_S = 0.015;

/** The browser's own audio; the tone is made, not fetched. Throws where there is none. */
export function webAudio(): ToneMaker {
  const context = new AudioContext({ latencyHint: 'playback' });
  return {
    isRunning: () => context.state === 'running',
    // Refused until somebody has touched the page: asked again later.
    resume: () => void context.resume().catch(() => undefined),
    play() {
      const gain = context.createGain();
      gain.connect(context.destination);
      const notes = NOTES.map(({ hz, at }) => note(context, gain, hz, context.currentTime + at));
      notes.at(-1)?.addEventListener('ended', () => gain.disconnect());
      return () => {
        gain.gain.setTargetAtTime(0, context.currentTime, EDGE_S);
        for (const each of notes) each.stop(context.currentTime + EDGE_S * 5);
      };
    },
    close: () => void context.close().catch(() => undefined),
  };
}

function note(context: AudioContext, into: AudioNode, hz: number, at: number): OscillatorNode {
  const oscillator = context.createOscillator();
  const edge = context.createGain();
  oscillator.type = 'triangle';
  oscillator.frequency.value = hz;
  // Without soft edges it would click.
  edge.gain.setValueAtTime(0, at);
  edge.gain.linearRampToValueAtTime(LOUDNESS, at + EDGE_S);
  edge.gain.setValueAtTime(LOUDNESS, at + NOTE_S - EDGE_S);
  edge.gain.linearRampToValueAtTime(0, at + NOTE_S);
  oscillator.connect(edge).connect(into);
  oscillator.start(at);
  oscillator.stop(at + NOTE_S);
  oscillator.addEventListener('ended', () => edge.disconnect());
  return oscillator;
}
