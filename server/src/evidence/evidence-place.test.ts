import { describe, expect, it } from 'vitest';
import { evidencePlace } from './evidence-place.ts';

const whole = {
  EVIDENCE_STORE: 's3://room-2028/evidence/nov',
  S3_ENDPOINT: 'http://10.0.0.9:9000',
  S3_ACCESS_KEY_ID: 'key',
  S3_SECRET_ACCESS_KEY: 'secret',
};

describe('where evidence goes', () => {
  it('[EV16] is the data directory, unless something else is said', () => {
    for (const env of [{}, { EVIDENCE_STORE: '' }, { EVIDENCE_STORE: 'file' }])
      expect(evidencePlace(env)).toEqual({ place: { kind: 'file' } });
  });

  it('[EV16] is a bucket, with a prefix or none', () => {
    const place = {
      kind: 's3',
      endpoint: 'http://10.0.0.9:9000',
      region: 'us-east-1',
      bucket: 'room-2028',
      prefix: 'evidence/nov/',
      accessKeyId: 'key',
      secretAccessKey: 'secret',
    };
    expect(evidencePlace(whole)).toEqual({ place });
    expect(
      evidencePlace({ ...whole, EVIDENCE_STORE: 's3://room-2028', S3_REGION: 'eu-north-1' }),
    ).toEqual({ place: { ...place, prefix: '', region: 'eu-north-1' } });
  });

  it('[EV16] secrets may lie in files', () => {
    const { S3_SECRET_ACCESS_KEY: _, ...env } = whole;
    const read = evidencePlace(
      { ...env, S3_SECRET_ACCESS_KEY_FILE: '/run/secrets/s3' },
      (file) => `of ${file}\n`,
    );
    expect(read).toMatchObject({ place: { secretAccessKey: 'of /run/secrets/s3' } });
  });

  it.each([
    [{ EVIDENCE_STORE: 'ftp://x' }, 'EVIDENCE_STORE is "ftp://x"; it must be file, or like'],
    [{ EVIDENCE_STORE: 's3://Bad_Bucket' }, 'EVIDENCE_STORE is'],
    [{ EVIDENCE_STORE: 's3://room/../other' }, 'EVIDENCE_STORE is'],
    [{ S3_ENDPOINT: undefined }, 'S3_ENDPOINT is missing'],
    [{ S3_ENDPOINT: 'https://s3.example.org/path' }, 'an address without a path'],
    [{ S3_ENDPOINT: 'minio:9000' }, 'S3_ENDPOINT is "minio:9000"'],
    [{ S3_ACCESS_KEY_ID: undefined }, 'S3_ACCESS_KEY_ID is missing (or S3_ACCESS_KEY_ID_FILE'],
    [{ S3_SECRET_ACCESS_KEY: '', S3_SECRET_ACCESS_KEY_FILE: '/no/such' }, 'which can’t be read'],
  ])('[EV16] %j is one clear sentence', (wrong, words) => {
    const read = evidencePlace({ ...whole, ...wrong });
    expect('problem' in read ? read.problem.replaceAll("'", '’') : '').toContain(words);
  });
});
