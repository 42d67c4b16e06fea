/**
 * Measures each contender once a round, in an order that is turned round every
 * time, so that none is always the first and what drifts meets all alike.
 *
 * @returns the results of each contender, those of a round at the same place
 */
export async function runRounds<Contender extends { readonly name: string }, Result>(
  contenders: readonly Contender[],
  rounds: number,
  measure: (contender: Contender, round: number) => Promise<Result>,
): Promise<Map<string, Result[]>> {
  const results = new Map(contenders.map(({ name }) => [name, [] as Result[]]));
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? contenders : contenders.toReversed();
    for (const contender of order) {
      results.get(contender.name)?.push(await measure(contender, round));
    }
  }
  return results;
}
