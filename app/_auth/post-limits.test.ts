import { describe, expect, test } from 'vitest';
import { judgePost, type PostHead, postLimits } from './post-limits';

const form: PostHead = {
  contentType: 'multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW',
  contentLength: '2000',
  hasActionHeader: true,
  isSignedIn: false,
};
const { signedOutBytes, signedInBytes, emptyActionBytes } = postLimits;
const plain = { contentType: 'text/plain;charset=UTF-8', contentLength: '2' };

describe('a POST to a page', () => {
  test.each<[string, Partial<PostHead>]>([
    ['a form sent by a script', {}],
    ['a form sent without scripts', { hasActionHeader: false }],
    ['as much as a form without a session may have', { contentLength: `${signedOutBytes}` }],
    ['as much as any form may have', { contentLength: `${signedInBytes}`, isSignedIn: true }],
    ['an action without a form', plain],
  ])('is accepted with %s', (_name, change) => {
    const post = { ...form, ...change };
    expect(judgePost(post)).toEqual({ kind: 'taken', bytes: Number(post.contentLength) });
  });

  test.each<[number, string, Partial<PostHead>]>([
    [411, 'no length', { contentLength: null }],
    [411, 'a length that is none', { contentLength: '-1' }],
    [411, 'a length in words', { contentLength: '1e9' }],
    [413, 'more than a form without a session has', { contentLength: `${signedOutBytes + 1}` }],
    [413, 'more than any form has', { contentLength: `${signedInBytes + 1}`, isSignedIn: true }],
    [413, 'more than no argument', { ...plain, contentLength: `${emptyActionBytes + 1}` }],
    [415, 'arguments as text and no action', { ...plain, hasActionHeader: false }],
    [415, 'pairs in one line', { contentType: 'application/x-www-form-urlencoded' }],
    [415, 'JSON', { contentType: 'application/json' }],
    [415, 'parts that are no form', { contentType: 'multipart/mixed; boundary=x' }],
    [415, 'no type', { contentType: null }],
  ])('is refused with %i for %s', (status, _name, change) => {
    expect(judgePost({ ...form, ...change })).toEqual({ kind: 'refused', status });
  });
});
