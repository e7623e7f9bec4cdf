/**
 * Which build this is: the hash of its content, which the build puts into the name of the app's script. Empty where there is none. The page
 * names that script; a file in which this stands may be another.
 */
const script = globalThis.document?.querySelector<HTMLScriptElement>("script[type=module][src]");
export const version: string = /\/app-([0-9A-Z]{8})\.js$/.exec(script?.src ?? "")?.[1] ?? "";
