/** Names in the shared store. What nodes share beside journals has one hash tag, so one master holds it. */
export interface ClusterKeys {
  nodes: string;
  secrets: string;
  /** Per table a number that grows with each change. */
  tableVersions: string;
  table(name: string): string;
  lease(name: string): string;
  /** A pub/sub channel, which has no slot: any master takes it to all. */
  channel(topic: string): string;
}

export function clusterKeys(prefix: string): ClusterKeys {
  const tag = `{${prefix}:nodes}`;
  return {
    nodes: `${tag}:nodes`,
    secrets: `${tag}:secrets`,
    tableVersions: `${tag}:table-versions`,
    table: (name) => `${tag}:table:${name}`,
    lease: (name) => `${tag}:lease:${name}`,
    channel: (topic) => `${prefix}:bus:${topic}`,
  };
}
