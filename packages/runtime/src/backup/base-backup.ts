import { createWriteStream, type WriteStream } from "node:fs";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import pg from "pg";

/** Beside `base.tar`: the hash of every file in it. */
export const MANIFEST = "backup_manifest";
const MANIFEST_OPTIONS = "MANIFEST 'yes', MANIFEST_CHECKSUMS 'SHA256'";
/** With the log that was written meanwhile: it can be started without anything else. */
const COMMAND = `BASE_BACKUP (LABEL 'chat', CHECKPOINT 'fast', WAL true, ${MANIFEST_OPTIONS}, TARGET 'client')`;

/** What the first byte of a message says that it is. */
const ARCHIVE = "n";
const MANIFEST_BEGINS = "m";
const DATA = "d";

/**
 * Takes what `pg_basebackup` takes, over the same protocol, into `base.tar` and
 * `backup_manifest`: all databases of the server, as of the end of it.
 *
 * @param databaseUrl of a role that has REPLICATION, past every pooler
 */
export async function takeBaseBackup(databaseUrl: string, folder: string): Promise<void> {
  const url = new URL(databaseUrl);
  url.searchParams.set("replication", "true");
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  const files: WriteStream[] = [];
  try {
    await receive(client, folder, files);
    for (const file of files) {
      file.end();
      await finished(file);
    }
  } finally {
    for (const file of files) {
      file.destroy();
    }
    await client.end();
  }
}

function receive(client: pg.Client, folder: string, files: WriteStream[]): Promise<void> {
  return new Promise((resolve, reject) => {
    client.once("error", reject);
    const open = (name: string) => {
      if (/[/\\]/.test(name) || (name !== MANIFEST && files.length > 0)) {
        reject(new Error(`there is a tablespace, ${name}: take it with pg_basebackup`));
        return;
      }
      files.push(createWriteStream(join(folder, name), { mode: 0o600 }).on("error", reject));
    };
    client.query({
      submit: (connection) => connection.query(COMMAND),
      handleRowDescription: () => undefined,
      handleDataRow: () => undefined,
      handleCommandComplete: () => undefined,
      handleError: reject,
      handleReadyForQuery: () => resolve(),
      handleCopyData({ chunk }: { chunk: Buffer }, { stream }: pg.Connection) {
        const kind = String.fromCharCode(chunk[0] ?? 0);
        if (kind === ARCHIVE) {
          open(chunk.toString("utf8", 1, chunk.indexOf(0, 1)));
        } else if (kind === MANIFEST_BEGINS) {
          open(MANIFEST);
        } else if (kind === DATA) {
          const file = files.at(-1);
          // A copy: the driver fills its memory anew.
          const isFull = file?.write(Buffer.from(chunk.subarray(1))) === false;
          // What had arrived by then still comes.
          if (isFull && !stream.isPaused()) {
            stream.pause();
            file?.once("drain", () => stream.resume());
          }
        }
      },
    } as pg.Submittable);
  });
}
