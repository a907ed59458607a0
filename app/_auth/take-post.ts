import 'server-only';
import { randomUUID } from 'node:crypto';
import type { NextRequest } from 'next/server';
import { addressBucket } from '@/lib/identity/rules/attempts';
import { clientAddress } from './client-address';
import { PostBudget } from './post-budget';
import { judgePost, type RefusedPost } from './post-limits';
import { sessionCookie, sessionIdIn } from './session-token';

const budget = new PostBudget();

/**
 * Next may forward an action to the page that holds it, through the proxy again and without a length. This header
 * carries a secret of this process, which proves that the request was already judged.
 */
const JUDGED_HEADER = 'x-netpurse-judged';
const judged = randomUUID();

/** Decides whether a page may receive this POST and marks the forwarded headers. */
export async function takePost(
  request: NextRequest,
  headers: Headers,
): Promise<RefusedPost | { kind: 'taken' }> {
  if (request.headers.get(JUDGED_HEADER) === judged) return { kind: 'taken' };
  // Programs use addresses under /api, none of which accepts an action or a page's form.
  if (request.nextUrl.pathname.startsWith('/api/')) return { kind: 'refused', status: 415 };
  const sessionId = await sessionIdIn(request.cookies.get(sessionCookie().name)?.value);
  const verdict = judgePost({
    contentType: request.headers.get('content-type'),
    contentLength: request.headers.get('content-length'),
    hasActionHeader: request.headers.has('next-action'),
    isSignedIn: sessionId !== null,
  });
  if (verdict.kind === 'refused') return verdict;
  const address = clientAddress(request.headers.get('x-forwarded-for'));
  const sender = sessionId ?? addressBucket(address);
  if (!budget.take(sender, verdict.bytes, Date.now())) return { kind: 'refused', status: 429 };
  headers.set(JUDGED_HEADER, judged);
  return { kind: 'taken' };
}
