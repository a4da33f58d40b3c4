export interface SnippetFor {
  /** Scheme, host and port of this server: `https://warroom.example.org`. */
  origin: string;
  election: string;
  token: string;
}

/** A command for a POSIX shell that posts one signal. */
export function curlSnippet({ origin, election, token }: SnippetFor): string {
  return [
    `curl -X POST ${origin}/api/elections/${election}/signals \\`,
    `  -H 'Authorization: Bearer ${token}' \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '[{"externalId": "test-1", "text": "Test of this source, please dismiss"}]'`,
  ].join('\n');
}

/** A receiver for alertmanager.yml (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config). */
export function alertmanagerSnippet({ origin, election, token }: SnippetFor): string {
  return [
    'receivers:',
    '  - name: war-room',
    '    webhook_configs:',
    `      - url: ${origin}/api/elections/${election}/alertmanager`,
    '        send_resolved: true',
    '        http_config:',
    '          authorization:',
    '            type: Bearer',
    `            credentials: ${token}`,
  ].join('\n');
}

/** A PagerDuty Events v2 trigger: the key is the routing key. */
export function pagerDutySnippet({ origin, election, token }: SnippetFor): string {
  return [
    `curl -X POST ${origin}/api/elections/${election}/v2/enqueue \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '{"routing_key": "${token}", "event_action": "trigger", "dedup_key": "test-1",`,
    `       "payload": {"summary": "Test of this source", "source": "probe", "severity": "info"}}'`,
  ].join('\n');
}
