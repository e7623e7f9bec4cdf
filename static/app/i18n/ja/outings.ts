/** Words in Japanese: visits under watch. */

export const outings = {};
