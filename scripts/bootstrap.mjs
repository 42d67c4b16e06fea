// What `npm start` and `npm test` run: needs Node 20 and npm, nothing else. It installs what the
// lock file names, then hands over to the project's own Node, and stays only to pass signals on.
// (Both scripts `exec` it: a shell in between would die of a signal before everything has stopped.)
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const NODE = `${ROOT}node_modules/node24/bin/node`;
const STAMP = `${ROOT}node_modules/.installed`;
const NODE_MAJOR_MIN = 20;
const PARENT_POLL_MS = 1_000;

const PROGRAMS = {
  install: undefined,
  start: "apps/standalone/src/main.ts",
  listen: "apps/standalone/src/listen.ts",
  test: "test/run.ts",
};

class Explained extends Error {}

const readRoot = (name) => readFileSync(ROOT + name, "utf8");

/** Of everything that decides what `node_modules` holds. */
function installHash() {
  const hash = createHash("sha256").update(`${process.platform}-${process.arch}`);
  for (const name of ["pnpm-lock.yaml", "pnpm-workspace.yaml", "package.json"]) {
    hash.update(readRoot(name));
  }
  return hash.digest("hex");
}

function isInstalled() {
  return existsSync(NODE) && existsSync(STAMP) && readFileSync(STAMP, "utf8") === installHash();
}

async function install() {
  const { packageManager, devDependencies } = JSON.parse(readRoot("package.json"));
  const nodeVersion = devDependencies.node24.split("@").pop();
  console.log(`Installing packages with ${packageManager} …`);
  const pnpm = ["pnpm", "install", "--frozen-lockfile", `--config.node-version=${nodeVersion}`];
  const args = ["exec", "--yes", `--package=${packageManager}`, "--", ...pnpm];
  const code = await run("npm", args, { cwd: ROOT, stdio: "inherit" });
  if (code !== 0) {
    throw new Explained("the packages could not be installed, see above");
  }
  writeFileSync(STAMP, installHash());
}

/** Told before the installation, because that takes a while; later the service itself checks. */
async function assertPortsFree() {
  const host = process.env.CHAT_HOST || "0.0.0.0";
  for (const [name, fallback] of [
    ["CHAT_PORT", 8086],
    ["CHAT_METRICS_PORT", 9094],
  ]) {
    const port = Number(process.env[name] || fallback);
    // What is no port at all is for the service to judge.
    if (!(Number.isInteger(port) && port >= 0 && port < 65_536)) {
      continue;
    }
    const server = createServer();
    const taken = await new Promise((resolve) => {
      server.once("error", (error) => resolve(error.code === "EADDRINUSE"));
      server.listen({ port, host }, () => resolve(false));
    });
    server.close();
    if (taken) {
      throw new Explained(`port ${port} is taken: set ${name} to another one`);
    }
  }
}

/** npm that was killed leaves its script behind, and nobody could stop it by Ctrl-C any more. */
function watchParent(onGone) {
  const parent = process.ppid;
  const isScript = process.env.npm_lifecycle_event !== undefined;
  return setInterval(() => isScript && process.ppid !== parent && onGone(), PARENT_POLL_MS);
}

/** Resolves with the exit code. The first signal is passed on, further ones are the same Ctrl-C. */
function run(file, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, options);
    let passed = false;
    const pass = (signal) => {
      if (!passed) {
        passed = true;
        child.kill(signal);
      }
    };
    const passHangup = () => pass("SIGTERM");
    process.on("SIGINT", pass).on("SIGTERM", pass).on("SIGHUP", passHangup);
    const watch = watchParent(passHangup);
    child.once("error", (error) =>
      reject(new Explained(`${file} could not be run: ${error.code}`)),
    );
    child.once("exit", (code, signal) => {
      clearInterval(watch);
      process.off("SIGINT", pass).off("SIGTERM", pass).off("SIGHUP", passHangup);
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

async function main([command, ...args]) {
  if (Number.parseInt(process.versions.node, 10) < NODE_MAJOR_MIN) {
    throw new Explained(
      `Node ${NODE_MAJOR_MIN} or newer is needed, this is ${process.versions.node}`,
    );
  }
  if (!Object.hasOwn(PROGRAMS, command ?? "")) {
    throw new Explained(`usage: bootstrap.mjs ${Object.keys(PROGRAMS).join(" | ")}`);
  }
  if (!isInstalled()) {
    if (command === "start") {
      await assertPortsFree();
    }
    await install();
  }
  const program = PROGRAMS[command];
  if (program === undefined) {
    return 0;
  }
  // A session of its own, so that a terminal's Ctrl-C reaches it once, from here. When this
  // process is killed, the child sees its channel close and stops in order.
  return run(NODE, ["--conditions=@chat/source", ROOT + program, ...args], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    detached: true,
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Explained ? error.message : error);
  process.exitCode = 1;
}
