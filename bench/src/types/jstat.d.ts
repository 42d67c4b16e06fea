/** The part of `jstat` 1 that is used here; the package brings no types. */
declare module "jstat" {
  interface Statistics {
    readonly studentt: { inv(probability: number, degreesOfFreedom: number): number };
  }

  const statistics: { readonly jStat: Statistics };
  export = statistics;
}
