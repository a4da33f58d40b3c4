/** From worst to least. */
export const SEVERITIES = ['S1', 'S2', 'S3', 'S4', 'S5'] as const;
