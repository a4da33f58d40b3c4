import { Agent, get } from 'node:http';

/** @typedef {import('./balancer.mjs').NodeState} NodeState */
/** @typedef {{ url: string, state: NodeState, agent: Agent }} BalancedNode */
/** @typedef {ReturnType<typeof balancedNodes>} Pool */

const ANSWERED_WITHIN_MS = 1_000;

/**
 * The nodes of a balancer, whose turn it is, and how they are.
 * @param {readonly string[]} urls
 * @param {number} pollMs
 */
export function balancedNodes(urls, pollMs) {
  /** @type {BalancedNode[]} */
  let nodes = [];
  let turn = 0;
  /** @param {string} url */
  const add = (url) => {
    // Nodes close idle connections after 20 s; ours go before, so that none breaks as it is used.
    const agent = new Agent({
      keepAlive: true,
      maxFreeSockets: 64,
      noDelay: true,
      timeout: 15_000,
    });
    nodes = [...nodes, { url, state: 'down', agent }];
  };
  for (const url of urls) add(url);

  async function look() {
    await Promise.all(
      nodes.map(async (node) => {
        node.state = await stateOf(node.url);
      }),
    );
  }
  let looking = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    void look().finally(() => (looking = false));
  }, pollMs);

  return {
    add,
    look,
    all: () => nodes,
    /** @param {string} url */
    remove(url) {
      nodes = nodes.filter((node) => node.url !== url);
    },
    /**
     * The next in turn that is ready; where none is, that is alive.
     * @param {ReadonlySet<string>} [tried] not these
     */
    next(tried = new Set()) {
      turn += 1;
      for (const state of ['ready', 'alive']) {
        const able = nodes.filter((node) => node.state === state && !tried.has(node.url));
        if (able.length > 0) return able[turn % able.length];
      }
      return undefined;
    },
    /** @param {BalancedNode} node that could not be connected to */
    failed(node) {
      node.state = 'down';
    },
    close() {
      clearInterval(timer);
      for (const { agent } of nodes) agent.destroy();
    },
  };
}

/**
 * @param {string} url
 * @returns {Promise<NodeState>}
 */
function stateOf(url) {
  return new Promise((done) => {
    const asked = get(`${url}/readyz`, { agent: false }, (response) => {
      response.resume();
      done(response.statusCode === 200 ? 'ready' : 'alive');
    });
    asked.setTimeout(ANSWERED_WITHIN_MS, () => asked.destroy());
    asked.on('error', () => done('down'));
    asked.on('close', () => done('down'));
  });
}
