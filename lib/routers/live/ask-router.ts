import { setTimeout as pause } from 'node:timers/promises';
import type { RouterFailure } from '@/lib/kit/words';
import type { RouterConnection } from '../driver';
import type { Router } from '../lookups/routers';
import { isCircuitOpen } from '../rules';
import { isUnavailable, withRouter } from '../with-router';

/** How long a page waits for a router before it shows an error. */
const DEADLINE_MS = 4_000;
/** How long a reply is shared, so that several viewers or a reload query the router once. */
const SHARED_MS = 3_000;

/** Why there is no live reply: the router was not queried, or did not respond. */
export type NoAnswer = {
  kind: 'no_answer';
  /** Routers in state `off` and `new` are not queried; `busy` is still working on another request. */
  reason: RouterFailure | 'off' | 'new' | 'busy';
};

type Asked = {
  at: Date;
  answer: Promise<unknown>;
  isSettled: boolean;
};

/** On globalThis because Next loads this module once per bundle. */
const holder = globalThis as typeof globalThis & { netpurseLiveReads?: Map<string, Asked> };

/**
 * Queries a router for a page without blocking the page: a router that is out of service or failed a moment ago is not
 * dialled, a slow one times out, and a query that is still running is never started a second time. `topic` names the
 * data to read.
 */
export async function askRouter<T extends object>(
  router: Router,
  { topic, now }: { topic: string; now: Date },
  read: (connection: RouterConnection) => Promise<T>,
): Promise<T | NoAnswer> {
  if (router.status === 'off' || router.status === 'new') return none(router.status);
  if (isCircuitOpen(router, now)) return none(router.failure ?? 'unreachable');
  const asked = share(`${router.id} ${topic}`, now, () => withRouter(router, read));
  const stop = new AbortController();
  const tooLate = pause(DEADLINE_MS, none('busy'), { signal: stop.signal }).catch(() =>
    none('busy'),
  );
  const answer = await Promise.race([asked as ReturnType<typeof withRouter<T>>, tooLate]);
  stop.abort();
  return isUnavailable(answer) ? none(answer.failure) : (answer as T | NoAnswer);
}

export function isNoAnswer(answer: object): answer is NoAnswer {
  return (answer as Partial<NoAnswer>).kind === 'no_answer';
}

function none(reason: NoAnswer['reason']): NoAnswer {
  return { kind: 'no_answer', reason };
}

function share(key: string, now: Date, ask: () => Promise<unknown>): Promise<unknown> {
  holder.netpurseLiveReads ??= new Map();
  const reads = holder.netpurseLiveReads;
  const known = reads.get(key);
  const age = known === undefined ? 0 : now.getTime() - known.at.getTime();
  if (known !== undefined && (!known.isSettled || (age >= 0 && age < SHARED_MS))) {
    return known.answer;
  }
  const asked: Asked = { at: now, answer: ask(), isSettled: false };
  reads.set(key, asked);
  void asked.answer
    .catch(() => undefined)
    .then(() => {
      asked.isSettled = true;
      forgetOld(reads, now);
    });
  return asked.answer;
}

function forgetOld(reads: Map<string, Asked>, now: Date): void {
  for (const [key, { at, isSettled }] of reads) {
    if (isSettled && now.getTime() - at.getTime() > SHARED_MS) reads.delete(key);
  }
}
