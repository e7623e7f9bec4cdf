/** What a notebook refuses, with a stable code. */

/** `code` is one of those that `Notebook` names with each method. The message is the code: it never holds what somebody typed. */
export class NotebookError extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.name = "NotebookError";
    this.code = code;
  }
}
