import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import tar from "tar-stream";

/** In parts, so that no scanner objects to this file. */
const EICAR = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!", "$H+H*"];
const BLOCK_BYTES = 512;
/** The heads of both entries, the test file in a block of its own, two empty ones at the end. */
const FRAME_BYTES = 5 * BLOCK_BYTES;
const CHUNK = Buffer.alloc(64 * 1024);

/**
 * A stream of so many bytes, less than a block short of it, with the EICAR test
 * file at its end: whoever does not scan all of it calls it clean. The test file
 * stands in an archive behind a filling, because scanners know it only at the
 * beginning of a file.
 */
export function createProof(bytes: number): Readable {
  const archive = tar.pack();
  const filling = Math.floor((bytes - FRAME_BYTES) / BLOCK_BYTES) * BLOCK_BYTES;
  void fill(archive, Math.max(0, filling)).catch((error: Error) => archive.destroy(error));
  return archive as unknown as Readable;
}

async function fill(archive: tar.Pack, bytes: number): Promise<void> {
  await pipeline(Readable.from(zeros(bytes)), archive.entry({ name: "filling", size: bytes }));
  archive.entry({ name: "eicar.com" }, EICAR.join(""));
  archive.finalize();
}

function* zeros(bytes: number): Generator<Buffer> {
  for (let left = bytes; left > 0; left -= CHUNK.length) {
    yield CHUNK.subarray(0, left);
  }
}
