import { useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Key } from '../../ui/key.tsx';
import { isMac, keyWords } from '../../ui/key-names.ts';
import { announceNow } from '../../ui/live-region.tsx';
import { TextArea } from '../../ui/text-field.tsx';
import { closeOverlay, setKeysOn, setOwnKeys } from '../board-ui.ts';
import { useRoom, useUi } from '../room-context.ts';
import {
  KEY_ACTION_IDS,
  KEY_ACTIONS,
  KEY_GROUPS,
  keyOf,
  keyProblem,
  readOwnKeys,
  withoutUsual,
} from '../../ui/keys/keymap.ts';
import type { KeyAction, OwnKeys } from '../../ui/keys/keymap.ts';
import styles from './keys.module.css';
import { strokeOf } from '../../ui/keys/strokes.ts';

/** Two keys in turn are one combination when the second comes within this. */
const SECOND_MS = 900;

/** Every action with its key: to give another, to switch it off, to take over from another browser. */
export function KeysDialog() {
  const room = useRoom();
  const own = useUi((state) => state.ownKeys);
  const keysOn = useUi((state) => state.keysOn);
  const [listening, setListening] = useState<KeyAction | null>(null);
  const [problem, setProblem] = useState<{ action: KeyAction; why: string } | null>(null);
  const [text, setText] = useState<string | null>(null);
  const [read, setRead] = useState('');

  function set(next: OwnKeys): void {
    setOwnKeys(room.ui, room.me, withoutUsual(next));
  }

  function give(action: KeyAction, key: string): void {
    setListening(null);
    const why = keyProblem(own, action, key);
    if (why === undefined) {
      set({ ...own, [action]: key });
      setProblem(null);
      announceNow(`${KEY_ACTIONS[action].words}: ${key}`);
    } else {
      setProblem({ action, why: `${key}: ${why}` });
      announceNow(`Not changed. ${key}: ${why}`);
    }
  }

  function take(): void {
    const result = readOwnKeys(text ?? '');
    if (!result.ok) {
      setRead(result.why);
      return;
    }
    set(result.own);
    setRead(
      result.leftOut.length === 0
        ? `Taken: ${Object.keys(result.own).length} keys differ from the usual.`
        : `Taken, but for ${result.leftOut.join(', ')}: unknown, or its key is taken.`,
    );
  }

  const changed = Object.keys(own).length;
  return (
    <Dialog
      isOpen
      isKept
      onClose={() => closeOverlay(room.ui)}
      title="Change keys"
      sub="For you, in this browser"
      width={680}
      footer={
        <>
          <Button look="primary" onClick={() => closeOverlay(room.ui)}>
            Done
          </Button>
          <Button
            look="quiet"
            disabledReason={changed === 0 ? 'all are as usual' : undefined}
            onClick={() => {
              set({});
              setProblem(null);
            }}
          >
            All as usual
          </Button>
          <span className={styles.grow} />
          <Button
            look="quiet"
            aria-expanded={text !== null}
            onClick={() => {
              setText(text === null ? JSON.stringify(own, null, 2) : null);
              setRead('');
            }}
          >
            Export or import
          </Button>
        </>
      }
    >
      <Checkbox isChecked={keysOn} onChange={(on) => setKeysOn(room.ui, on)}>
        Single-character keys are on
      </Checkbox>
      {text !== null && (
        <div className={styles.text}>
          <TextArea
            label="Your keys"
            aside="copy them to another browser; null switches a key off"
            rows={5}
            isCode
            value={text}
            onChange={setText}
          />
          <Button size="s" onClick={take}>
            Take these keys
          </Button>
          <span role="status">{read}</span>
        </div>
      )}
      {KEY_GROUPS.map((group) => (
        <section key={group.id} aria-label={group.title}>
          <h3 className={styles.group}>{group.title}</h3>
          <ul className={styles.list}>
            {KEY_ACTION_IDS.filter((id) => KEY_ACTIONS[id].group === group.id).map((action) => (
              <KeyLine
                key={action}
                action={action}
                own={own}
                isListening={listening === action}
                problem={problem?.action === action ? problem.why : ''}
                onListen={(on) => setListening(on ? action : null)}
                onGive={(key) => give(action, key)}
                onOff={() => set({ ...own, [action]: null })}
                onUsual={() => {
                  const { [action]: _, ...rest } = own;
                  const why = keyProblem(rest, action, KEY_ACTIONS[action].key);
                  if (why === undefined) set(rest);
                  else setProblem({ action, why: `${KEY_ACTIONS[action].key}: ${why}` });
                }}
              />
            ))}
          </ul>
        </section>
      ))}
    </Dialog>
  );
}

/** As the keycaps show it: who speaks to the page says what stands on the button. */
function shown(key: string | undefined): string {
  const mac = isMac(navigator.userAgent);
  return (
    key
      ?.split(' ')
      .map((stroke) => keyWords(stroke, mac))
      .join(' ') ?? 'none'
  );
}

function KeyLine(props: {
  action: KeyAction;
  own: OwnKeys;
  isListening: boolean;
  problem: string;
  onListen(on: boolean): void;
  onGive(key: string): void;
  onOff(): void;
  onUsual(): void;
}) {
  const { action, own, isListening, problem } = props;
  const { words } = KEY_ACTIONS[action];
  const key = keyOf(own, action);
  const first = useRef<{ stroke: string; timer: ReturnType<typeof setTimeout> } | null>(null);

  function onKey(event: KeyboardEvent): void {
    if (!isListening) return;
    const stroke = strokeOf(event.nativeEvent);
    if (stroke === 'tab' || stroke === 'shift+tab') {
      props.onListen(false);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (stroke === undefined) return;
    if (stroke === 'escape') {
      props.onListen(false);
      return;
    }
    const before = first.current;
    if (before !== null) {
      clearTimeout(before.timer);
      first.current = null;
      props.onGive(`${before.stroke} ${stroke}`);
      return;
    }
    if (stroke.includes('mod+') || stroke.includes('alt+')) {
      props.onGive(stroke);
      return;
    }
    const timer = setTimeout(() => {
      first.current = null;
      props.onGive(stroke);
    }, SECOND_MS);
    first.current = { stroke, timer };
  }

  return (
    <li className={styles.line}>
      <span>
        {words}
        {problem !== '' && <small role="alert">{problem}</small>}
      </span>
      <button
        type="button"
        className={styles.key}
        data-listening={isListening || undefined}
        aria-label={
          isListening ? `press a key… for: ${words}` : `${words}: ${shown(key)}. Press to change`
        }
        onClick={() => props.onListen(!isListening)}
        onBlur={() => isListening && props.onListen(false)}
        onKeyDown={onKey}
      >
        {isListening
          ? 'press a key…'
          : (key
              ?.split(' ')
              .map((stroke, place) => <Key key={`${place}${stroke}`} of={stroke} />) ?? 'none')}
      </button>
      <Button
        size="s"
        look="quiet"
        aria-label={`Switch off: ${words}`}
        disabledReason={key === undefined ? 'has no key' : undefined}
        onClick={props.onOff}
      >
        off
      </Button>
      <Button
        size="s"
        look="quiet"
        aria-label={`As usual: ${words}`}
        disabledReason={own[action] === undefined ? 'as usual' : undefined}
        onClick={props.onUsual}
      >
        usual
      </Button>
    </li>
  );
}
