// Built servers as child processes. The types are in nodes.d.mts, by which it checks itself.
export { startNode, startNodes } from './node-process.mjs';
