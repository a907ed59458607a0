import { createHmac } from 'node:crypto';

/** Returns the value of `x-inngest-signature` for a canonical body, signed as Inngest's own servers do. */
export function signBody(body: string, signingKey: string, nowMs: number): string {
  const timestamp = Math.floor(nowMs / 1000).toString();
  const key = signingKey.replace(/^signkey-\w+-/, '');
  const digest = createHmac('sha256', key).update(body).update(timestamp).digest('hex');
  return `t=${timestamp}&s=${digest}`;
}
