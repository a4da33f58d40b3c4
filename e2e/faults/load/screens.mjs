// A process of many screens on bare WebSockets that speak just enough of Socket.IO: each connects to one of
// the doors, resumes by its cursor, comes back by itself, and keeps what it is shown. Frames that many get
// are read once.
import { WebSocket } from 'ws';

/** @typedef {{ name: string, url: string }} Door */
/** @typedef {{ id: string }} View */
/** @typedef {{ doors: Door[], cookies: string[], count: number, wire: number, election: string }} Asked */
/** @typedef {{ cursor: string | null, shown: Map<string, View>, live: boolean, door: number, cookie: string }} Screen */
/** @typedef {{ from: string, to: string, upserts: View[], removals: string[] }} Delta */

/** Handshakes at once, at the beginning. */
const AT_ONCE = 100;

/** @type {Asked} */
let asked = { doors: [], cookies: [], count: 0, wire: 0, election: '' };
/** @type {Screen[]} */
let screens = [];
const counts = { resumes: 0, snapshots: 0, cuts: 0 };

/** @type {{ frame: Buffer, delta: Delta | undefined }} */
let last = { frame: Buffer.alloc(0), delta: undefined };

/** @param {Buffer} frame */
function deltaIn(frame) {
  if (!last.delta || !last.frame.equals(frame))
    last = { frame, delta: JSON.parse(frame.toString('utf8', 2))[1] };
  return /** @type {Delta} */ (last.delta);
}

/** Answers to syncs differ in their number alone. @type {Map<string, any>} */
const answers = new Map();

/** @param {Buffer} frame */
function answerIn(frame) {
  const text = frame.toString('utf8', frame.indexOf('['));
  let known = answers.get(text);
  if (known === undefined) {
    if (answers.size > 20) answers.clear();
    answers.set(text, (known = JSON.parse(text)[0]));
  }
  return known;
}

/** One whole picture a door at a time, for all screens that need it then. @type {Map<string, Promise<any>>} */
const pictures = new Map();

/** @param {Door} door @param {string} cookie */
function pictureOf(door, cookie) {
  let picture = pictures.get(door.url);
  if (!picture) {
    picture = fetch(`${door.url}/api/elections/${asked.election}/snapshot`, {
      headers: { cookie },
    }).then((response) => {
      if (!response.ok) throw new Error(`snapshot ${response.status}`);
      return response.json();
    });
    pictures.set(door.url, picture);
    picture.catch(() => {}).finally(() => pictures.delete(door.url));
  }
  return picture;
}

/**
 * One connection of a screen; resolves when it has caught up, or has ended before that.
 * @param {Screen} screen
 * @returns {Promise<void>}
 */
function connect(screen) {
  const door = asked.doors[screen.door % asked.doors.length] ?? { name: '', url: '' };
  return new Promise((resolve) => {
    const socket = new WebSocket(
      `${door.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`,
      {
        headers: { cookie: screen.cookie, origin: door.url },
        perMessageDeflate: false,
        handshakeTimeout: 5_000,
      },
    );
    let acks = 0;
    const sync = () => {
      screen.live = false;
      socket.send(`42${acks++}["sync",${JSON.stringify({ cursor: screen.cursor })}]`);
    };
    /** @param {Delta} delta */
    const apply = (delta) => {
      for (const id of delta.removals) screen.shown.delete(id);
      for (const view of delta.upserts) screen.shown.set(view.id, view);
      screen.cursor = delta.to;
    };
    socket.on('error', () => {});
    socket.on('close', () => {
      screen.live = false;
      counts.cuts += 1;
      screen.door += 1;
      setTimeout(() => void connect(screen), 50 + Math.random() * 950);
      resolve();
    });
    socket.on('message', (/** @type {Buffer} */ frame) => {
      const head = frame.toString('latin1', 0, 12);
      if (head === '2') socket.send('3');
      else if (head.startsWith('0{'))
        socket.send(
          `40${JSON.stringify({ wire: asked.wire, build: 'test', election: asked.election })}`,
        );
      else if (head.startsWith('42["hello"')) sync();
      else if (head.startsWith('42["delta"')) {
        if (!screen.live) return;
        const delta = deltaIn(frame);
        if (delta.from === screen.cursor) apply(delta);
        else sync();
      } else if (head.startsWith('43')) {
        const answer = answerIn(frame);
        if (answer.kind === 'delta') {
          apply(answer.delta);
          screen.live = true;
          counts.resumes += 1;
          resolve();
        } else if (answer.kind === 'snapshot') {
          counts.snapshots += 1;
          pictureOf(door, screen.cookie).then(
            (picture) => {
              screen.shown = new Map(
                picture.incidents.map((/** @type {View} */ view) => [view.id, view]),
              );
              screen.cursor = picture.cursor;
              if (socket.readyState === WebSocket.OPEN) sync();
            },
            () => socket.terminate(),
          );
        } else socket.terminate();
      } else if (head.startsWith('44')) socket.terminate();
    });
  });
}

/** @type {WeakMap<View, string>} */
const texts = new WeakMap();

/** @param {View} view */
function textOf(view) {
  let text = texts.get(view);
  if (text === undefined) texts.set(view, (text = JSON.stringify(view)));
  return text;
}

/** How many are live, and of those show just what a fresh picture of each door shows. */
async function report() {
  const live = screens.filter((screen) => screen.live);
  const [cookie = ''] = asked.cookies;
  const fresh = await Promise.all(
    asked.doors.map((door) => pictureOf(door, cookie).catch(() => undefined)),
  );
  const [picture] = fresh.filter((one) => one !== undefined);
  const cursors = new Set(fresh.flatMap((one) => (one === undefined ? [] : [one.cursor])));
  const wanted = new Map(
    picture?.incidents.map((/** @type {View} */ view) => [view.id, JSON.stringify(view)]),
  );
  const equal = live.filter(
    ({ cursor, shown }) =>
      cursor === picture?.cursor &&
      shown.size === wanted.size &&
      [...shown].every(([id, view]) => wanted.get(id) === textOf(view)),
  );
  return { ...counts, live: live.length, equal: equal.length, cursors: cursors.size };
}

process.on(
  'message',
  (/** @type {{ connect?: Asked, doors?: Door[], report?: true }} */ message) => {
    const answer = (/** @type {unknown} */ value) => process.send?.(value);
    if (message.connect) {
      asked = message.connect;
      screens = Array.from({ length: asked.count }, (_, n) => ({
        cursor: null,
        shown: new Map(),
        live: false,
        door: n,
        cookie: asked.cookies[n % asked.cookies.length] ?? '',
      }));
      void (async () => {
        for (let n = 0; n < screens.length; n += AT_ONCE)
          await Promise.all(screens.slice(n, n + AT_ONCE).map(connect));
        answer({ connected: screens.filter(({ live }) => live).length });
      })();
    }
    // Whom screens go to from now on, as a balancer would tell.
    if (message.doors) {
      asked.doors = message.doors;
      answer({ doors: asked.doors.length });
    }
    if (message.report) void report().then(answer);
  },
);
process.on('disconnect', () => process.exit(0));
