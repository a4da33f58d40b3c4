/** What happens to this section, on the aggregate `care:<person>`. */
export type CareEvent = {
  type: 'care.reported';
  /** `day` is the local day of the election's zone when it was reported, like 2028-11-07. */
  data: { day: string; minutes: number };
};
