import type { Artefact } from "./artefact.ts";
import { api } from "./dashboards/api.ts";
import { gateway } from "./dashboards/gateway.ts";
import { overview } from "./dashboards/overview.ts";
import { renderDashboard } from "./dashboards/render.ts";
import { stores } from "./dashboards/stores.ts";
import { worker } from "./dashboards/worker.ts";

/** What Grafana shows. */
export const dashboards: readonly Artefact[] = [overview, api, gateway, worker, stores].map(
  (dashboard) => ({
    path: `deploy/grafana/dashboards/${dashboard.uid}.json`,
    make: async () => renderDashboard(dashboard),
  }),
);
