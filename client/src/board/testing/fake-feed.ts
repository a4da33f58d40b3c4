import type { Command, CommandResult } from '@warroom/shared';
import type { Feed, FeedStatus } from '../../feed/connection.ts';
import { HELLO } from '../../feed/testing/fake-server.ts';
import { fakeLine, NOON } from '../../store/testing/records.ts';

/** A feed that a test plays the other side of. */
export function fakeFeed() {
  const sent: Command[] = [];
  const line = fakeLine();
  let status: FeedStatus = {
    phase: 'live',
    since: NOON,
    attempts: 0,
    hello: HELLO,
    bye: null,
    newBuild: null,
    readOnly: null,
    readOnlySince: null,
    unsafe: null,
    heartbeatMs: 5_000,
    asOf: { incidents: NOON, signals: NOON, metrics: NOON },
    pending: 0,
  };
  let respond: (command: Command) => CommandResult | Promise<CommandResult> = (command) => ({
    kind: 'done',
    commandId: command.commandId,
    repeated: false,
    incident: null,
    opened: null,
    signal: null,
  });
  const feed: Feed = {
    election: 'us-general',
    status: () => status,
    ...line.feed,
    report: () => {},
    async command(command) {
      sent.push(command);
      return respond(command);
    },
    serverNow: () => NOON,
    offsetMs: () => 0,
    close: () => {},
  };
  return {
    feed,
    emit: line.emit,
    sent,
    setStatus(changes: Partial<FeedStatus>) {
      status = { ...status, ...changes };
      line.emit('status', status);
    },
    respondWith(answer: typeof respond) {
      respond = answer;
    },
  };
}
