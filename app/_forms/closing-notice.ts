import type { FormState } from './form-state';

/** How a dialog was removed from the page while it was open. */
type Removal = {
  isSent: boolean;
  /** The last answer to its form; null if there is none yet. */
  answer: FormState | null;
  /** The person has left the page. */
  hasLeft: boolean;
};

type ClosingNotice = { title: string; tone: 'positive' | 'danger' };

/** `ended`: it can no longer be confirmed. `told`: the answer to its form, which it no longer shows. */
export type Closing =
  | { kind: 'ended' }
  | { kind: 'told'; notice: ClosingNotice }
  | { kind: 'none' };

/**
 * Decides what to do for a person whose open dialog disappears because the page has changed under it; nothing if they left
 * the page themselves, if the answer is still to come or if it has no sentence.
 */
export function closingNoticeOf({ isSent, answer, hasLeft }: Removal): Closing {
  if (hasLeft) return { kind: 'none' };
  if (answer === null) return { kind: isSent ? 'none' : 'ended' };
  if (answer.message === undefined) return { kind: 'none' };
  const tone = answer.status === 'ok' ? 'positive' : 'danger';
  return { kind: 'told', notice: { title: answer.message, tone } };
}
