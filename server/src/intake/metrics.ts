/** What intake counts; ops turns it into Prometheus series. */
export interface IntakeMetrics {
  /** After an answer that took something in. `way` is `signals`, `import` or a connector's id. */
  received(way: string, counts: { accepted: number; duplicates: number; rejected: number }): void;
  refused(way: string, status: number): void;
}

/** Counts nothing. */
export const NO_INTAKE_METRICS: IntakeMetrics = { received: () => {}, refused: () => {} };
