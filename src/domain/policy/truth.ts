/**
 * Whether a condition holds. `MAYBE`: it depends on how the target reads the request, or cannot be told at all. A rule
 * that allows needs `YES`; for one that refuses, `MAYBE` is enough. (Kleene's logic: `and` is the least, `or` the
 * greatest, `not` the mirror image.)
 */
export type Truth = 0 | 1 | 2
export const NO = 0
export const MAYBE = 1
export const YES = 2

export const not = (truth: Truth): Truth => (2 - truth) as Truth
export const truthOf = (plain: boolean): Truth => (plain ? YES : NO)
/** What can be said when several readings of one thing give these answers. */
export const either = (a: Truth, b: Truth): Truth => (a === b ? a : MAYBE)
