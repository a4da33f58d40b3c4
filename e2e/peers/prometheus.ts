import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** The programs as Debian's packages prometheus and prometheus-alertmanager install them. */
const PROMETHEUS = '/usr/bin/prometheus';
const ALERTMANAGER = '/usr/bin/prometheus-alertmanager';
export const PROMTOOL = '/usr/bin/promtool';

/** Which of the programs are missing on this machine. */
export function missingPeers(): string[] {
  return [PROMETHEUS, ALERTMANAGER].filter((file) => !existsSync(file));
}

export interface Monitoring {
  /** What the watched gauge shows from the next scrape on; above 5 the alert fires. */
  setQueue(length: number): void;
  /** What both programs printed, for a failure's message. */
  printed(): string;
  stop(): Promise<void>;
}

/** Starts Prometheus and Alertmanager on loopback, watching one gauge and telling `webhookUrl` of its alert. */
export async function startMonitoring(options: {
  dir: string;
  webhookUrl: string;
  key: string;
}): Promise<Monitoring> {
  const { dir } = options;
  await mkdir(dir, { recursive: true });
  let queue = 0;
  const target = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' });
    response.end(
      `# HELP polling_place_queue_people People in line.\n# TYPE polling_place_queue_people gauge\npolling_place_queue_people{state="AZ",place="Mesa library"} ${queue}\n`,
    );
  });
  target.listen(0, '127.0.0.1');
  await once(target, 'listening');
  const targetPort = (target.address() as AddressInfo).port;
  const [prometheusPort, alertmanagerPort] = [await freePort(), await freePort()];
  const at = (name: string): string => join(dir, name);
  await writeFile(
    at('alertmanager.yml'),
    [
      'route: {receiver: warroom, group_by: [alertname], group_wait: 1s, group_interval: 1s, repeat_interval: 1h}',
      'receivers:',
      '  - name: warroom',
      '    webhook_configs:',
      `      - url: ${options.webhookUrl}`,
      '        send_resolved: true',
      `        http_config: {authorization: {credentials: ${options.key}}}`,
      '',
    ].join('\n'),
    { mode: 0o600 },
  );
  await writeFile(
    at('prometheus.yml'),
    [
      'global: {scrape_interval: 1s, evaluation_interval: 1s}',
      `rule_files: [${at('rules.yml')}]`,
      `alerting: {alertmanagers: [{static_configs: [{targets: ["127.0.0.1:${alertmanagerPort}"]}]}]}`,
      `scrape_configs: [{job_name: places, static_configs: [{targets: ["127.0.0.1:${targetPort}"]}]}]`,
      '',
    ].join('\n'),
  );
  await writeFile(
    at('rules.yml'),
    [
      'groups:',
      '  - name: places',
      '    rules:',
      '      - alert: QueueTooLong',
      '        expr: polling_place_queue_people > 5',
      '        labels: {severity: critical}',
      '        annotations: {summary: "{{ $value }} people wait at {{ $labels.place }}", description: "More than 5 is too many."}',
      '',
    ].join('\n'),
  );
  const output: string[] = [];
  const programs = [
    spawn(ALERTMANAGER, [
      `--config.file=${at('alertmanager.yml')}`,
      `--storage.path=${at('alertmanager')}`,
      `--web.listen-address=127.0.0.1:${alertmanagerPort}`,
      '--cluster.listen-address=',
    ]),
    spawn(PROMETHEUS, [
      `--config.file=${at('prometheus.yml')}`,
      `--storage.tsdb.path=${at('prometheus')}`,
      `--web.listen-address=127.0.0.1:${prometheusPort}`,
    ]),
  ];
  for (const program of programs) {
    program.stdout.on('data', (text: Buffer) => output.push(text.toString()));
    program.stderr.on('data', (text: Buffer) => output.push(text.toString()));
  }
  return {
    setQueue: (length) => {
      queue = length;
    },
    printed: () => output.join('').split('\n').slice(-40).join('\n'),
    async stop() {
      for (const program of programs) {
        if (program.exitCode !== null) continue;
        const ended = once(program, 'close');
        program.kill('SIGTERM');
        await ended;
      }
      target.closeAllConnections();
      target.close();
    },
  };
}

/** A port that was free a moment ago: these programs can't be told to pick one and say which. */
async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
