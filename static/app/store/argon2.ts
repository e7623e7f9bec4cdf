/** The one thing that is used of the library, so that the file that is loaded for it holds nothing else. */

import { argon2id } from "hash-wasm";

export const argon2 = argon2id;
