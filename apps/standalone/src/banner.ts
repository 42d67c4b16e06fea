import { fileURLToPath } from "node:url";
import colors from "picocolors";
import type { DemoTokens } from "./demo.ts";

const BOOTSTRAP = fileURLToPath(new URL("../../../scripts/bootstrap.mjs", import.meta.url));
const LABEL_WIDTH = 14;

export interface Shown {
  readonly url: string;
  readonly metricsPort: number;
  readonly dataFolder: string;
  /** Names of stores with where they are. */
  readonly stores: Readonly<Record<string, string>>;
  readonly tokens: DemoTokens;
  /** Undefined where it could not be made. */
  readonly channelId: string | undefined;
}

/** What somebody who has just started the service wants to see, each command ready to be pasted. */
export function banner({ url, metricsPort, stores, dataFolder, tokens, channelId }: Shown): string {
  const lines = [
    "",
    colors.bold("The chat service is running."),
    "",
    ...Object.entries({
      Documentation: `${url}/docs`,
      REST: `${url}/api/v1`,
      WebSocket: `${url.replace("http", "ws")}/ws`,
      Metrics: `http://localhost:${metricsPort}/metrics`,
      ...stores,
      Data: dataFolder,
      "Ada's token": tokens.ada,
      "Grace's token": tokens.grace,
    }).map(([label, value]) => `  ${colors.dim(label.padEnd(LABEL_WIDTH))} ${value}`),
  ];
  if (channelId !== undefined) {
    lines.push("", "Listen as Grace, in another terminal:", "");
    lines.push(`  ${colors.cyan(listenCommand(url, channelId, tokens.grace))}`);
    lines.push("", "Post as Ada, in a third one:", "");
    lines.push(`  ${colors.cyan(postCommand(url, channelId, tokens.ada))}`);
  }
  lines.push("", "Ctrl-C stops all of it; the data stays.", "");
  return lines.join("\n");
}

function listenCommand(url: string, channelId: string, token: string): string {
  return `node ${quoted(BOOTSTRAP)} listen ${url} ${channelId} ${token}`;
}

function postCommand(url: string, channelId: string, token: string): string {
  return [
    `curl -sS ${url}/api/v1/channels/${channelId}/messages`,
    `-H 'authorization: Bearer ${token}'`,
    "-H 'content-type: application/json'",
    `-d '{"content":"Hello from Ada"}'`,
  ].join(" ");
}

/** For a shell, only where it needs to be. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
