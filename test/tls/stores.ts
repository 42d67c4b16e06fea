import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MIGRATIONS_FOLDER, migrate, readMigrations } from "@chat/runtime";
import { findAccount } from "@chat/standalone/account";
import { startPostgres } from "@chat/standalone/postgres";
import { findProgram } from "@chat/standalone/programs";
import getPort from "get-port";
import pg from "pg";
import { takesConnections } from "../support/takes-connections.ts";
import type { Teardown } from "../support/teardown.ts";
import { until } from "../support/until.ts";
import { testVariable } from "../support/variables.ts";
import type { Certificate } from "./authority.ts";

const CONNECTIONS_MAX = 60;

export async function createFolder(t: Teardown): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "chat-tls-"));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  // A certificate of an authority is for everybody.
  await chmod(folder, 0o755);
  return folder;
}

/**
 * A Postgres with a certificate, which takes connections in the clear, too.
 *
 * @returns the URL of a migrated database at `localhost`, without any `sslmode`
 */
export async function startTlsPostgres(t: Teardown, certificate: Certificate): Promise<string> {
  const folder = await createFolder(t);
  const postgres = await startPostgres(folder, {
    durable: false,
    maxConnections: CONNECTIONS_MAX,
  });
  t.teardown(() => postgres.stop());
  const [certificateFile, keyFile] = await writeCertificate(folder, "postgres", certificate);
  const { uid, gid } = await findAccount(join(folder, "postgres"));
  await chown(keyFile, uid, gid);
  const client = new pg.Client({ connectionString: postgres.urlOf("postgres") });
  await client.connect();
  await client.query(`alter system set ssl_cert_file = '${certificateFile}'`);
  await client.query(`alter system set ssl_key_file = '${keyFile}'`);
  await client.query("alter system set ssl = on");
  await client.query("select pg_reload_conf()");
  await client.query("create database chat");
  await client.end();
  const url = Object.assign(new URL(postgres.urlOf("chat")), { hostname: "localhost" }).href;
  await migrate(url, await readMigrations(MIGRATIONS_FOLDER));
  return url;
}

/** A Redis that is reached by TLS alone; its port. */
export async function startTlsRedis(t: Teardown, certificate: Certificate): Promise<number> {
  const folder = await createFolder(t);
  const [certificateFile, keyFile] = await writeCertificate(folder, "redis", certificate);
  const port = await getPort({ host: "127.0.0.1" });
  const program = (await findProgram("redis-server")) ?? (await findProgram("valkey-server"));
  const settings = {
    bind: "127.0.0.1",
    port: "0",
    "tls-port": String(port),
    "tls-cert-file": certificateFile,
    "tls-key-file": keyFile,
    "tls-ca-cert-file": certificateFile,
    "tls-auth-clients": "no",
    dir: folder,
    save: "",
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn(program ?? "redis-server", args, { stdio: "ignore" });
  await once(child, "spawn");
  t.teardown(async () => {
    child.kill("SIGKILL");
    await once(child, "exit");
  });
  await until(() => takesConnections(port));
  return port;
}

/** What ends TLS before the object storage of the run; its URL at `localhost`. */
export async function startTlsStorage(
  t: Teardown,
  { certificate, key }: Certificate,
): Promise<string> {
  const storage = new URL(testVariable("TEST_S3_ENDPOINT"));
  const server = createServer({ cert: certificate, key }, (incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const { hostname, port } = storage;
    const passed = request({ hostname, port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on("error", () => outgoing.destroy());
    incoming.pipe(passed);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  return `https://localhost:${(server.address() as AddressInfo).port}`;
}

async function writeCertificate(
  folder: string,
  name: string,
  { certificate, key }: Certificate,
): Promise<[string, string]> {
  const files: [string, string] = [join(folder, `${name}.crt`), join(folder, `${name}.key`)];
  await writeFile(files[0], certificate, { mode: 0o644 });
  await writeFile(files[1], key, { mode: 0o600 });
  return files;
}
