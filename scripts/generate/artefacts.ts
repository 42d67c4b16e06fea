import type { Artefact } from "./artefact.ts";
import { asyncApiDocument } from "./asyncapi-document.ts";
import { configurationPage } from "./configuration-page.ts";
import { dashboards } from "./dashboards.ts";
import { databaseTypes } from "./database-types.ts";
import { errorsPage } from "./errors-page.ts";
import { metricsPage } from "./metrics-page.ts";
import { openApiDocument } from "./openapi-document.ts";
import { prometheusRule } from "./prometheus-rule.ts";

/** Every generated file there is. */
export const ARTEFACTS: Artefact[] = [
  errorsPage,
  configurationPage,
  metricsPage,
  databaseTypes,
  openApiDocument,
  asyncApiDocument,
  prometheusRule,
  ...dashboards,
];
