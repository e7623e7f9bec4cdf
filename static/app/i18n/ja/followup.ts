/** Words in Japanese: what must be followed up. */

export const followup = {};
