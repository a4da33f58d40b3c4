import { z } from 'zod';

/** FIRST Traffic Light Protocol 2.0 (https://www.first.org/tlp/), from open to closed. */
export const Tlp = z.enum(['CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED']);
export type Tlp = z.infer<typeof Tlp>;

/** All labels from open to closed. */
export const TLP_ORDER: readonly Tlp[] = ['CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED'];

/** 0 for CLEAR up to 4 for RED. */
export function tlpRank(tlp: Tlp): number {
  return TLP_ORDER.indexOf(tlp);
}

/** Whether a clearance covers a label. RED needs to be named as well: see `sees` in access.ts. */
export function covers(clearance: Tlp, label: Tlp): boolean {
  return tlpRank(label) <= tlpRank(clearance);
}
