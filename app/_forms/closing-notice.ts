import type { FormState } from './form-state';

/** How a dialog was removed from the page while it was open. */
export type Closing = {
  /** The last answer to its form; null if nothing was submitted. */
  answer: FormState | null;
  /** The person has left the page. */
  hasLeft: boolean;
  /** Says what may have happened, for a dialog that was removed without an answer. */
  gone: string;
};

export type ClosingNotice = { title: string; tone: 'info' | 'positive' | 'danger' } | null;

/**
 * Returns what to tell a person whose open dialog disappears because the page has changed under it; null if they left
 * the page themselves or the answer has no sentence.
 */
export function closingNotice({ answer, hasLeft, gone }: Closing): ClosingNotice {
  if (hasLeft) return null;
  if (answer === null || answer.status === 'idle') return { title: gone, tone: 'info' };
  if (answer.message === undefined) return null;
  return { title: answer.message, tone: answer.status === 'ok' ? 'positive' : 'danger' };
}
