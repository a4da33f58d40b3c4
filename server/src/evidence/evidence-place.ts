import { readFileSync } from 'node:fs';

/** Where evidence files go: the data directory, or a bucket of a store that speaks S3. */
export type EvidencePlace = { kind: 'file' } | ({ kind: 's3' } & S3Place);

export interface S3Place {
  /** Scheme, host and port, without a path. */
  endpoint: string;
  region: string;
  bucket: string;
  /** Empty, or ends in a slash. */
  prefix: string;
  accessKeyId: string;
  secretAccessKey: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads EVIDENCE_STORE and, for S3, S3_ENDPOINT, S3_REGION, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY; the
 * two last also as …_FILE, which names a file that holds it. Answers the place, or one sentence.
 */
export function evidencePlace(
  env: Env,
  readFile: (file: string) => string = (file) => readFileSync(file, 'utf8'),
): { place: EvidencePlace } | { problem: string } {
  const store = given(env, 'EVIDENCE_STORE');
  if (store === undefined || store === 'file') return { place: { kind: 'file' } };
  const named = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([A-Za-z0-9._/-]*))?$/.exec(store);
  const [, bucket, path = ''] = named ?? [];
  const parts = path.split('/').filter((part) => part !== '');
  if (bucket === undefined || parts.some((part) => /^\.+$/.test(part)))
    return {
      problem: `EVIDENCE_STORE is "${store}"; it must be file, or like s3://bucket or s3://bucket/prefix (letters, digits and . _ - in the prefix).`,
    };
  const endpoint = given(env, 'S3_ENDPOINT');
  if (endpoint === undefined)
    return {
      problem:
        'EVIDENCE_STORE names an S3 bucket, but S3_ENDPOINT is missing; set it to the address of the store, like https://s3.eu-central-1.amazonaws.com or http://10.0.0.9:9000.',
    };
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.username !== '')
    return {
      problem: `S3_ENDPOINT is "${endpoint}"; it must be an address without a path, like https://s3.example.org or http://10.0.0.9:9000.`,
    };
  const keyId = secret(env, 'S3_ACCESS_KEY_ID', readFile);
  if ('problem' in keyId) return keyId;
  const key = secret(env, 'S3_SECRET_ACCESS_KEY', readFile);
  if ('problem' in key) return key;
  return {
    place: {
      kind: 's3',
      endpoint: url.origin,
      region: given(env, 'S3_REGION') ?? 'us-east-1',
      bucket,
      prefix: parts.length === 0 ? '' : `${parts.join('/')}/`,
      accessKeyId: keyId.value,
      secretAccessKey: key.value,
    },
  };
}

function given(env: Env, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}

function secret(
  env: Env,
  name: string,
  readFile: (file: string) => string,
): { value: string } | { problem: string } {
  const value = given(env, name);
  if (value !== undefined) return { value };
  const file = given(env, `${name}_FILE`);
  if (file === undefined)
    return { problem: `${name} is missing (or ${name}_FILE, which names a file that holds it).` };
  try {
    const text = readFile(file).trim();
    if (text !== '') return { value: text };
    return { problem: `${name}_FILE names ${file}, which is empty.` };
  } catch {
    return { problem: `${name}_FILE names ${file}, which can't be read.` };
  }
}
