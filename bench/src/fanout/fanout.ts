import type { Bench, BenchRun } from "../run/bench.ts";
import { startStores } from "../run/stores.ts";
import { reportOf } from "./fanout-report.ts";
import { measureShape, type ShapeResult, stepsOf } from "./measure-shape.ts";
import { shapesOf } from "./shapes.ts";
import { measureUnwanted } from "./unwanted.ts";

/** From an entry in the stream to the sockets, against a bare server and against socket.io. */
export const gatewayBench: Bench = {
  name: "gateway",
  description: "fan-out of the gateway, against bare ws and socket.io",
  async run(run: BenchRun) {
    const { options, stack, progress } = run;
    const { only } = options;
    const shapes = shapesOf(options.scale).filter(
      ({ name }) => only.length === 0 || only.includes(name),
    );
    const measuresUnwanted = only.length === 0 || only.includes("unwanted");
    const unwantedSteps = measuresUnwanted ? options.rounds + 1 : 0;
    progress.expect(shapes.length * stepsOf(options.rounds) + unwantedSteps);
    progress.tell("starting the stores");
    const stores = await startStores(stack);
    const results: ShapeResult[] = [];
    for (const shape of shapes) {
      results.push(await measureShape(run, stores, shape, shape.frame === "short"));
    }
    const unwanted = measuresUnwanted ? await measureUnwanted(run, stores) : undefined;
    return reportOf(results, unwanted, options.scale);
  },
};
