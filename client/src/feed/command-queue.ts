import type { Command, CommandResult, RefusalKind } from '@warroom/shared';

const ACK_TIMEOUT_MS = 10_000;
const MAX_WAITS = 4;
/** Each of these may take the server some seconds; then the person is told that it is not known. */
const MAX_UNSETTLED_WAITS = 2;
const LONGEST_WAIT_MS = 5_000;

interface Waiting {
  command: Command;
  sending: boolean;
  waits: number;
  settle(result: CommandResult): void;
}

/** Commands on their way: each is sent until it is answered, always under the same commandId. */
export interface CommandQueue {
  send(command: Command): Promise<CommandResult>;
  /** The connection is there (again): sends what has no answer yet. */
  resume(): void;
  /** The connection broke: what was sent may or may not have arrived; it is sent again. */
  pause(): void;
  /** Nothing will be sent any more; answers all with this refusal. */
  end(message: string): void;
  readonly size: number;
}

export interface CommandQueueOptions {
  ask(command: Command, timeoutMs: number): Promise<CommandResult>;
  after(delayMs: number, run: () => void): () => void;
  /** The number of unanswered commands changed. */
  onSize(): void;
}

/** Makes a queue; repeated commands are harmless because the server knows their commandId. */
export function commandQueue(options: CommandQueueOptions): CommandQueue {
  const waiting = new Map<string, Waiting>();
  let live = false;
  let ended: string | null = null;
  let round = 0;

  function settle(entry: Waiting, result: CommandResult): void {
    if (waiting.get(entry.command.commandId) !== entry) return;
    waiting.delete(entry.command.commandId);
    entry.settle(result);
    options.onSize();
  }

  function transmit(entry: Waiting): void {
    if (!live || entry.sending) return;
    entry.sending = true;
    const mine = round;
    options.ask(entry.command, ACK_TIMEOUT_MS).then(
      (result) => {
        if (mine !== round) return;
        entry.sending = false;
        const retryMs = result.kind === 'refused' ? (result.refusal.retryAfterMs ?? null) : null;
        const waits = result.kind === 'refused' ? waitsFor(result.refusal.kind) : 0;
        if (retryMs !== null && retryMs <= LONGEST_WAIT_MS && entry.waits < waits) {
          entry.waits += 1;
          options.after(retryMs, () => transmit(entry));
        } else settle(entry, result);
      },
      () => {
        // No answer in time. While the connection stands the server is slow: ask again, it is idempotent.
        if (mine !== round) return;
        entry.sending = false;
        options.after(1_000, () => transmit(entry));
      },
    );
  }

  return {
    send(command) {
      return new Promise((resolve) => {
        if (ended !== null) {
          resolve(unavailable(command.commandId, ended));
          return;
        }
        const entry: Waiting = { command, sending: false, waits: 0, settle: resolve };
        waiting.set(command.commandId, entry);
        options.onSize();
        transmit(entry);
      });
    },
    resume() {
      live = true;
      for (const entry of waiting.values()) transmit(entry);
    },
    pause() {
      live = false;
      round += 1;
      for (const entry of waiting.values()) entry.sending = false;
    },
    end(message) {
      live = false;
      ended = message;
      round += 1;
      for (const entry of waiting.values()) {
        settle(entry, unavailable(entry.command.commandId, message));
      }
    },
    get size() {
      return waiting.size;
    },
  };
}

/** How often a refusal of a kind is met by sending the same again, under its commandId. */
function waitsFor(kind: RefusalKind): number {
  if (kind === 'unsettled') return MAX_UNSETTLED_WAITS;
  return kind === 'rate-limited' || kind === 'overloaded' ? MAX_WAITS : 0;
}

function unavailable(commandId: string, message: string): CommandResult {
  return {
    kind: 'refused',
    commandId,
    refusal: { kind: 'unavailable', message },
    current: null,
    between: [],
  };
}
