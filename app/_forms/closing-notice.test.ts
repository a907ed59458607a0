import { describe, expect, test } from 'vitest';
import { closingNotice } from './closing-notice';

const GONE = 'This payment no longer waits for a decision.';

describe('a dialog that disappears while it is open', () => {
  test('says that its subject has changed when nothing was submitted', () => {
    const notice = { title: GONE, tone: 'info' };
    expect(closingNotice({ answer: null, hasLeft: false, gone: GONE })).toEqual(notice);
    expect(closingNotice({ answer: { status: 'idle' }, hasLeft: false, gone: GONE })).toEqual(
      notice,
    );
  });

  test('repeats the refusal that it no longer shows', () => {
    const answer = { status: 'error', message: 'It has been refunded.' } as const;
    expect(closingNotice({ answer, hasLeft: false, gone: GONE })).toEqual({
      title: 'It has been refunded.',
      tone: 'danger',
    });
  });

  test('repeats its success', () => {
    const answer = { status: 'ok', message: 'The wallet is credited.' } as const;
    expect(closingNotice({ answer, hasLeft: false, gone: GONE })).toMatchObject({
      tone: 'positive',
    });
  });

  test('says nothing to a person who left the page', () => {
    expect(closingNotice({ answer: null, hasLeft: true, gone: GONE })).toBeNull();
  });
});
