// A TCP proxy that breaks on demand. The types are in faulty-proxy.d.mts, by which it checks itself.
export { faultyProxy } from './cable.mjs';
