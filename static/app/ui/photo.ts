/** Making a chosen file fit to be kept and sent: photos scaled down, everything else as it is. */

import type { MediaTypeCode } from "../sync/kinds.gen.ts";

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
const LONGEST_NAME = 100;

/**
 * A chosen file, ready to be kept; or why it cannot be. A photo becomes a JPEG of at most 2000 pixels a side, without what the camera
 * wrote into it besides the picture, such as the place.
 */
export async function prepared(file: File): Promise<Prepared | Unfit> {
  if (file.type === "application/pdf") {
    return fitting({ name: nameOf(file, ".pdf"), mediaType: "application/pdf", content: file });
  }
  try {
    const content = await scaledDown(file);
    return fitting({ name: nameOf(file, ".jpg"), mediaType: "image/jpeg", content });
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

function nameOf(file: File, ending: string): string {
  const stem = file.name
    .replace(/\.[^.]*$/, "")
    .trim()
    .slice(0, LONGEST_NAME - ending.length);
  return `${stem || "photo"}${ending}`;
}
