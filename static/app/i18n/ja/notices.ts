/** Words in Japanese: notices and push messages. */

export const notices = {};
