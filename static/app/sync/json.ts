/** Any value that JSON can hold, and which of them are none. */

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Whether a value is no value at all: in a change, it clears its field. */
export function isEmpty(value: Json | undefined): boolean {
  return value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
}
