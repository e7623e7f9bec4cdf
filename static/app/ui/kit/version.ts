/** Which build this is: the hash of its content, which the build puts into the name of the file. Empty where there is none. */
export const version: string = /-([0-9A-Z]{8})\.js$/.exec(import.meta.url)?.[1] ?? "";
