/** Words in Japanese: plans, their supports and their meetings. */

export const plans = {};
