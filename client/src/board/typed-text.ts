import type { Intent } from '../store/foresee.ts';

/** What was typed along with a command, if anything. */
export function typedText(intent: Intent): string {
  if (intent.type === 'incident.note') return intent.text;
  if ('text' in intent && typeof intent.text === 'string') return intent.text;
  if (
    'reason' in intent &&
    typeof intent.reason === 'string' &&
    intent.type !== 'incident.dismiss'
  ) {
    return intent.reason;
  }
  return intent.type === 'incident.change' ? (intent.changes.nextStep ?? '') : '';
}
