import type { Readable } from "node:stream";
import { limits } from "@chat/contract";
import type { Picture } from "@chat/domain";
import pLimit from "p-limit";
import sharp from "sharp";

/** The types that a thumbnail is made of. No SVG: it is a program. */
const PICTURES: ReadonlySet<string> = new Set([
  "image/avif",
  "image/gif",
  "image/jpeg",
  "image/png",
  "image/tiff",
  "image/webp",
]);

export const THUMBNAIL_TYPE = "image/webp";

export interface Thumbnail {
  readonly picture: Picture;
  readonly bytes: Uint8Array;
}

// One thread each, and nothing kept: a worker does something else most of the time.
sharp.concurrency(1);
sharp.cache(false);
const makeOneByOne = pLimit(limits.THUMBNAILS_AT_ONCE_MAX);

export function isPicture(contentType: string, size: number): boolean {
  return PICTURES.has(contentType) && size <= limits.THUMBNAIL_SOURCE_BYTES_MAX;
}

/**
 * A small picture of the first frame, upright as its EXIF says and without any
 * metadata, such as the position. Undefined where there is none to be had: it
 * is broken, too large when unpacked, or takes too long.
 *
 * @throws where the bytes cannot be read
 */
export async function makeThumbnail(open: () => Promise<Readable>): Promise<Thumbnail | undefined> {
  return makeOneByOne(async () => {
    const source = Buffer.concat(await (await open()).toArray());
    return render(source).catch(() => undefined);
  });
}

async function render(source: Buffer): Promise<Thumbnail> {
  const options = {
    limitInputPixels: limits.THUMBNAIL_SOURCE_PIXELS_MAX,
    sequentialRead: true,
    pages: 1,
  };
  const { autoOrient } = await sharp(source, options).metadata();
  const { data, info } = await sharp(source, options)
    .timeout({ seconds: limits.THUMBNAIL_SECONDS_MAX })
    .autoOrient()
    .resize({
      width: limits.THUMBNAIL_SIDE_MAX,
      height: limits.THUMBNAIL_SIDE_MAX,
      fit: "inside",
      withoutEnlargement: true,
    })
    .webp()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = autoOrient;
  return {
    picture: { width, height, thumbnail: { width: info.width, height: info.height } },
    bytes: data,
  };
}
