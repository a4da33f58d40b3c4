// An HTTP and WebSocket balancer. The types are in balancer.d.mts, by which it checks itself.
export { startBalancer } from './balancing.mjs';
