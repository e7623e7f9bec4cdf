/** Handing a file on: to another app, or to the phone's downloads. */

const MS_UNTIL_TAKEN = 60_000;

/** Saves a file as a download. */
export function offer(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), MS_UNTIL_TAKEN);
}

/**
 * Opens the system's share sheet with a file; where there is none, saves it. Resolves to what was done, `nothing` where the person
 * changed their mind.
 */
export async function share(content: Blob, name: string): Promise<"shared" | "saved" | "nothing"> {
  const file = new File([content], name, { type: content.type });
  if (navigator.canShare?.({ files: [file] })) {
    try {
      await navigator.share({ files: [file] });
      return "shared";
    } catch (failure) {
      if (failure instanceof Error && failure.name === "AbortError") return "nothing";
    }
  }
  offer(file, file.name);
  return "saved";
}
