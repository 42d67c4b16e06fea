import { zipSync } from "fflate";
import sharp from "sharp";

/** In parts, so that no scanner objects to this file. */
export const EICAR = Buffer.from(
  ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!", "$H+H*"].join(""),
);

/** What only the test's own signatures know, wherever in a file it stands. */
export const MARKER = Buffer.from("this-file-is-infected-for-a-test");

export function zipped(content: Uint8Array): Buffer {
  return Buffer.from(
    zipSync({ "letter.txt": new Uint8Array(100).fill(65), "inside.com": content }),
  );
}

/** A JPEG lying on its side, as cameras store it, with a position in its EXIF. */
export function sidewaysPhoto(width: number, height: number): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: "#306090" } })
    .jpeg()
    .withExif({ IFD3: { GPSLatitudeRef: "N", GPSLatitude: "51/1 30/1 0/1" } })
    .withMetadata({ orientation: 6 })
    .toBuffer();
}

export function plainPicture(width: number, height: number): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: "#906030" } })
    .png()
    .toBuffer();
}
