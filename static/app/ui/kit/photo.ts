/** Making a chosen file fit to be kept and sent: photos scaled down, everything else as it is. */

import { type MediaTypeCode, NAME_LENGTH } from "../../sync/kinds.gen.ts";
import { canonicalText } from "../../sync/plain.ts";

export interface Prepared {
  readonly name: string;
  readonly mediaType: MediaTypeCode;
  readonly content: Blob;
}

export type Unfit = "too_large" | "unreadable";

/** What the office takes at most (sync/records/attachment.py). */
const LARGEST_BYTES = 10 * 1024 * 1024;
/** A page of print is still readable at this size. */
const LONGEST_SIDE_PX = 2000;
const QUALITY = 0.85;
/** As long as a name without its ending may be, whatever the ending. */
export const LONGEST_STEM = NAME_LENGTH - ".webp".length;
const ENDINGS: Readonly<Partial<Record<MediaTypeCode, string>>> = {
  "image/jpeg": ".jpg",
  "image/png": ".png",
  "image/webp": ".webp",
  "application/pdf": ".pdf",
};

/**
 * A chosen file, ready to be kept; or why it cannot be. A photo becomes a JPEG of at most 2000 pixels a side, without what the camera
 * wrote into it besides the picture, such as the place.
 */
export async function prepared(file: File): Promise<Prepared | Unfit> {
  if (file.type === "application/pdf") {
    return fitting({ name: named(file.name, "application/pdf"), mediaType: "application/pdf", content: file });
  }
  try {
    const content = await scaledDown(file);
    return fitting({ name: named(file.name, "image/jpeg"), mediaType: "image/jpeg", content });
  } catch {
    return "unreadable";
  }
}

function fitting(ready: Prepared): Prepared | Unfit {
  if (ready.content.size === 0) return "unreadable";
  return ready.content.size > LARGEST_BYTES ? "too_large" : ready;
}

async function scaledDown(file: File): Promise<Blob> {
  const picture = await createImageBitmap(file);
  try {
    const scale = Math.min(1, LONGEST_SIDE_PX / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const context = canvas.getContext("2d");
    if (!context) throw new Error("no canvas");
    // JPEG knows no transparency: without paper under it, a drawing would become black.
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/jpeg", QUALITY);
    });
  } finally {
    picture.close();
  }
}

/** What people call a file: its name without the ending. */
export function stemOf(name: string): string {
  return name.replace(/\.(jpe?g|png|webp|pdf|heic|gif)$/i, "");
}

/** A name that a file of a type may have, with the ending that other devices know it by. */
export function named(name: string, mediaType: MediaTypeCode): string {
  const ending = ENDINGS[mediaType] ?? "";
  const short = [...canonicalText(stemOf(name), true)].slice(0, NAME_LENGTH - ending.length).join("");
  return `${short || "photo"}${ending}`;
}
