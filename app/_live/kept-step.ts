/** What a confirm sheet shows, reduced to what a refresh may not replace unseen. */
export type ShownSheet = {
  /** Fingerprint of the rows behind the promise: while it is the same, the promise executes as shown. */
  facts: string;
  /** Fingerprint of the promise itself. */
  promise: string;
  /** Label of the button that confirms it, with any amount on it. */
  button: string;
  /** The credit that the amount on the button was computed from. */
  credit?: string;
  /** Address that shows this promise side by side with the current one; without it the sheet only asks again. */
  compareHref?: string;
};

/** Stands in for a sheet that nobody can confirm any more, in words. */
export type EndedSheet = {
  title: string;
  reason: string;
  /** Where to go from here. */
  href: string;
  link: string;
};

/**
 * - `adopt`: shows the refreshed sheet, which promises the same.
 * - `keep`: shows the first sheet, whose promise still holds although a new one would differ.
 * - `compare`: shows both promises side by side.
 * - `ask`: names the old and the new button before the new one can be pressed.
 * - `end`: shows the first sheet, which can no longer be confirmed, and why.
 */
export type KeptStep = 'adopt' | 'keep' | 'compare' | 'ask' | 'end';

/** Decides what becomes of the sheet a person is looking at when a refresh of the page brings another one. */
export function keptStep(kept: ShownSheet, fresh: ShownSheet | EndedSheet): KeptStep {
  if (isEnded(fresh)) return 'end';
  const isSameButton = kept.button === fresh.button;
  if (kept.promise === fresh.promise) return isSameButton ? 'adopt' : 'ask';
  // Of a total that only time has moved, the first sheet's button is as true as its promise while the credit is the same.
  const isButtonTrue = isSameButton || (kept.credit !== undefined && kept.credit === fresh.credit);
  if (kept.facts === fresh.facts && isButtonTrue) return 'keep';
  return kept.compareHref === undefined ? 'ask' : 'compare';
}

export function isEnded(sheet: ShownSheet | EndedSheet): sheet is EndedSheet {
  return 'reason' in sheet;
}
