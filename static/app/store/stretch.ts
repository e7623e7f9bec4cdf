/** What makes each guess at a PIN dear. */

/** What one guess takes: Argon2id, 32 MiB, three times over. */
const COST = { memorySize: 32 * 1024, iterations: 3, parallelism: 1 } as const;
/** Costs next to nothing, and stretches no PIN. */
const WARMING = { memorySize: 1024, iterations: 1, parallelism: 1 } as const;
const KEY_BYTES = 32;
const SALT_BYTES = 16;

/** Makes 32 bytes of a PIN, so that each guess is dear. A service worker has none of it: nobody gives it a PIN. */
export type Stretch = (pin: string, salt: Uint8Array) => Promise<Uint8Array>;

/** Has the program at hand, and warm, before a PIN is given: the first run of it takes longest. */
export async function prepareStretching(): Promise<void> {
  const { argon2 } = await import("./argon2.ts");
  await argon2({
    ...WARMING,
    password: "-",
    salt: new Uint8Array(SALT_BYTES),
    hashLength: KEY_BYTES,
    outputType: "binary",
  });
}

/** 32 bytes of a PIN. The program for it is a file of its own: an app that stays open never needs it. */
export const stretched: Stretch = async (pin, salt) => {
  const { argon2 } = await import("./argon2.ts");
  return argon2({ ...COST, password: pin, salt, hashLength: KEY_BYTES, outputType: "binary" });
};
