import { describe, expect, test } from 'vitest';
import { closingNoticeOf } from './closing-notice';

describe('a dialog that disappears while it is open', () => {
  test('has ended, and stays readable, when nothing was submitted', () => {
    const closing = closingNoticeOf({ isSent: false, answer: null, hasLeft: false });
    expect(closing).toEqual({ kind: 'ended' });
  });

  test('waits for the answer to what was submitted, and does not call it ended', () => {
    const closing = closingNoticeOf({ isSent: true, answer: null, hasLeft: false });
    expect(closing).toEqual({ kind: 'none' });
  });

  test('repeats the refusal that it no longer shows', () => {
    const answer = { status: 'error', message: 'It has been refunded.' } as const;
    expect(closingNoticeOf({ isSent: true, answer, hasLeft: false })).toEqual({
      kind: 'told',
      notice: { title: 'It has been refunded.', tone: 'danger' },
    });
  });

  test('repeats its success', () => {
    const answer = { status: 'ok', message: 'The wallet is credited.' } as const;
    expect(closingNoticeOf({ isSent: true, answer, hasLeft: false })).toMatchObject({
      notice: { tone: 'positive' },
    });
  });

  test('says nothing to a person who left the page', () => {
    const closing = closingNoticeOf({ isSent: false, answer: null, hasLeft: true });
    expect(closing).toEqual({ kind: 'none' });
  });
});
