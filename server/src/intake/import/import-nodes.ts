import type { ImportJobView } from '@warroom/shared';
import { refuse } from '@warroom/shared';
import type { Context } from 'hono';
import type { Cluster } from '../../cluster/cluster.ts';
import { NODE_HEADER, passOn } from '../../cluster/pass-on.ts';
import { INTAKE_LIMITS } from '../limits.ts';

/** An upload and its job lie on the node that began it; any node answers for it. */
export interface ImportNodes {
  /** A job as people know it: where there are several nodes, its id names its own. */
  outward(job: ImportJobView): ImportJobView;
  /** The id of a job on this node, or the answer of the node that it lies on. */
  here(context: Context, id: string): Promise<{ id: string } | { answer: Response }>;
  /** The same election's imports at the other nodes; `missing` did not answer within a second. */
  elsewhere(context: Context): Promise<{ imports: ImportJobView[]; missing: string[] }>;
}

const LIST_MS = 1_000;
const OUTWARD = /^(imp-[0-9a-f]{16})-([\w.-]{1,100})$/;

/** Imports of a node on its own: nothing lies elsewhere. */
const ALONE: ImportNodes = {
  outward: (job) => job,
  here: async (_context, id) => ({ id }),
  elsewhere: async () => ({ imports: [], missing: [] }),
};

/** The imports of a cluster's nodes; `pieceBytes` is what a piece of a file may have. */
export function importNodes(options: {
  cluster: Cluster | undefined;
  pieceBytes: number;
  /** Whether X-Forwarded-For is a proxy's word: then it stands for who asks. */
  trustProxy: boolean;
}): ImportNodes {
  const { cluster, pieceBytes, trustProxy } = options;
  if (cluster?.shared !== true) return ALONE;
  const passing = passOn(cluster);
  const isPassedOn = (context: Context): Promise<boolean> =>
    passing.isFromNode(context.req.header(NODE_HEADER));

  return {
    outward: (job) => ({ ...job, id: `${job.id}-${cluster.node}` }),

    async here(context, id) {
      const [, own = id, node = cluster.node] = OUTWARD.exec(id) ?? [];
      if (node === cluster.node) return { id: own };
      // A node that is asked for another's job by a third one would be asked in circles.
      if (await isPassedOn(context)) return { answer: gone(node) };
      // The same as here: what is too much is cut off before the other node hears of it.
      const maxBytes = context.req.path.endsWith('/bytes') ? pieceBytes : INTAKE_LIMITS.bodyBytes;
      const passed = await passing.to(node, {
        request: context.req.raw,
        forwardedFor: forwardedFor(context),
        maxBytes,
      });
      if (passed.kind === 'answered') return { answer: passed.response };
      if (passed.kind === 'gone') return { answer: gone(node) };
      const error = refuse('too-many', `A request like this may have ${maxBytes} bytes.`);
      return { answer: Response.json({ error }, { status: 413 }) };
    },

    async elsewhere(context) {
      if (await isPassedOn(context)) return { imports: [], missing: [] };
      const others = cluster.nodes().filter(({ id }) => id !== cluster.node);
      const lists = await Promise.all(others.map(({ id }) => listOf(id, context)));
      return {
        imports: lists.flatMap((list) => list ?? []),
        missing: others.filter((_, index) => lists[index] === undefined).map(({ id }) => id),
      };
    },
  };

  /** Without a proxy of one's own anyone can write the header: then it is the socket that counts. */
  function forwardedFor(context: Context): string | undefined {
    return (trustProxy ? context.req.header('x-forwarded-for') : undefined) ?? addressOf(context);
  }

  async function listOf(node: string, context: Context): Promise<ImportJobView[] | undefined> {
    let callOff = (): void => undefined;
    const late = new Promise<undefined>((resolve) => {
      const timer = setTimeout(resolve, LIST_MS, undefined);
      callOff = () => clearTimeout(timer);
    });
    const asked = passing
      .to(node, {
        request: context.req.raw,
        forwardedFor: forwardedFor(context),
        maxBytes: 0,
        silentMs: LIST_MS,
      })
      .then(async (passed) => {
        if (passed.kind !== 'answered' || !passed.response.ok) return undefined;
        // Our own product's answer, behind the proof that nodes give each other.
        const list = (await passed.response.json()) as { imports?: ImportJobView[] };
        return Array.isArray(list.imports) ? list.imports : undefined;
      })
      .catch(() => undefined);
    try {
      return await Promise.race([asked, late]);
    } finally {
      callOff();
    }
  }
}

function gone(node: string): Response {
  const error = refuse(
    'unavailable',
    `This import lies on the node ${node}, which is not there. Begin it again, or wait until that node is back: what was taken in is not taken twice.`,
    { retryAfterMs: 10_000 },
  );
  return Response.json({ error }, { status: 503, headers: { 'retry-after': '10' } });
}

function addressOf(context: Context): string | undefined {
  const env = context.env as
    | { incoming?: { socket?: { remoteAddress?: string | undefined } } }
    | undefined;
  return env?.incoming?.socket?.remoteAddress;
}
