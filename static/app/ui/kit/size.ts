/** How large something is, in words. */

const STEP = 1024;
const UNITS = ["KB", "MB", "GB"];

/** Bytes as `3 KB`, `2.4 MB` or `1.0 GB`: never less than 1 KB. */
export function sizeWords(bytes: number): string {
  let size = Math.max(1, Math.round(bytes / STEP));
  let unit = 0;
  for (; size >= STEP && unit < UNITS.length - 1; unit += 1) size /= STEP;
  return `${size.toFixed(unit && 1)} ${UNITS[unit]}`;
}
