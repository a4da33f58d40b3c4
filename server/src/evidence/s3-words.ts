import type { S3Place } from './evidence-place.ts';
import { EvidenceUnavailable } from './evidence-store.ts';

/** What the store answered instead of what was asked. */
export interface S3No {
  status: number;
  /** `Code`, `Message` and `Region` of its XML, empty where it sent none. */
  code: string;
  message: string;
  region: string;
}

/** Reads the error document of S3 (Amazon S3 API reference, "Error responses"). */
export function s3No(status: number, xml: string): S3No {
  return {
    status,
    code: inside(xml, 'Code'),
    message: inside(xml, 'Message').slice(0, 200),
    region: inside(xml, 'Region'),
  };
}

/** The text of the first such element, its entities resolved. */
export function inside(xml: string, element: string): string {
  const found = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1] ?? '';
  return found
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim();
}

/** What is to be changed so that the store says yes. `doing` is as in "write an object". */
export function s3Fault(place: S3Place, doing: string, no: S3No): EvidenceUnavailable {
  const words = wordsOf(place, doing, no);
  const said = [String(no.status), no.code, no.message].filter((part) => part !== '').join(' ');
  return new EvidenceUnavailable(
    no.status >= 500 || no.status === 429 ? 'unreachable' : 'misconfigured',
    `${words} (It said: ${said}.)`,
  );
}

function wordsOf(place: S3Place, doing: string, no: S3No): string {
  const at = place.endpoint;
  if (no.status >= 500 || no.status === 429)
    return `The evidence store at ${at} could not ${doing} just now.`;
  switch (no.code) {
    case 'NoSuchBucket':
      return `There is no bucket "${place.bucket}" at ${at}: create it, or correct EVIDENCE_STORE.`;
    case 'InvalidAccessKeyId':
      return `${at} knows no access key "${place.accessKeyId}": correct S3_ACCESS_KEY_ID.`;
    case 'SignatureDoesNotMatch':
      return `S3_SECRET_ACCESS_KEY does not belong to the key "${place.accessKeyId}" at ${at}: correct one of the two.`;
    case 'AuthorizationHeaderMalformed':
    case 'PermanentRedirect':
      return no.region === ''
        ? `S3_REGION is "${place.region}", which ${at} does not accept for the bucket "${place.bucket}": correct it.`
        : `S3_REGION is "${place.region}"; the bucket "${place.bucket}" is in ${no.region}: set S3_REGION=${no.region}.`;
    case 'RequestTimeTooSkewed':
      return `The clock of this machine and that of ${at} differ by more than 15 minutes: set both by NTP.`;
    case 'AccessDenied':
    case 'AllAccessDisabled':
      return `The key "${place.accessKeyId}" may not ${doing} in the bucket "${place.bucket}" under "${place.prefix}": allow s3:GetObject, s3:PutObject, s3:DeleteObject and s3:ListBucket.`;
    default:
      return `The evidence store at ${at} refused to ${doing} in the bucket "${place.bucket}": check EVIDENCE_STORE, S3_ENDPOINT and the key's rights.`;
  }
}

/** The store didn't answer at all. */
export function s3Silent(place: S3Place, doing: string, cause: unknown): EvidenceUnavailable {
  const why = cause instanceof Error ? ('code' in cause ? String(cause.code) : cause.message) : '';
  return new EvidenceUnavailable(
    'unreachable',
    `The evidence store at ${place.endpoint} can't be reached to ${doing} (${why}): start it, or correct S3_ENDPOINT.`,
    cause,
  );
}
