// Loaded into a server under test by `node --import`: shifts its wall clock by so many ms as stand in the
// file that SHIFTED_CLOCK names, from the moment they stand there. Timers and monotonic clocks go on.
import { readFileSync } from 'node:fs';

const file = process.env['SHIFTED_CLOCK'];
if (!file) throw new Error('SHIFTED_CLOCK names no file.');
let shiftMs = read();
setInterval(() => {
  shiftMs = read();
}, 50).unref();

function read() {
  try {
    return Number(readFileSync(file, 'utf8')) || 0;
  } catch {
    return 0;
  }
}

const RealDate = Date;
const realNow = Date.now.bind(Date);
const now = () => realNow() + shiftMs;

globalThis.Date = new Proxy(RealDate, {
  apply: () => new RealDate(now()).toString(),
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
