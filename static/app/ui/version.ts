/** Which build this is, as the page that loaded it says; empty where it does not. */
export const version: string = document.querySelector<HTMLMetaElement>('meta[name="version"]')?.content ?? "";
