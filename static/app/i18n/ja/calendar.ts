/** Words in Japanese: the agenda and recurring visits. */

export const calendar = {};
