'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';

const SETTLE_MS = 150;
const POLL_MS = 15_000;
/** Even an open stream can have missed something: every so many polls the page looks anyway. */
const POLLS_PER_LOOK = 8;

type LiveRefreshProps = {
  /** When the server read what the page shows: the stream begins with what happened after it. */
  since: Date;
  customerId?: number;
};

/**
 * Reads the page again whenever something of the customer changed; while the event stream is down, every
 * 15 seconds. Renders nothing, and claims nothing: the server's next answer is the truth.
 */
export function LiveRefresh({ since, customerId }: LiveRefreshProps) {
  const router = useRouter();
  // Each refresh brings a later time; the open stream needs none of them.
  const [startMs] = useState(() => since.getTime());
  useEffect(() => {
    const only = customerId === undefined ? '' : `&customer=${customerId}`;
    const source = new EventSource(`/api/live?since=${startMs}${only}`);
    let pending: ReturnType<typeof setTimeout> | undefined;
    // The first of a burst decides when: a steady stream must not put the look off for ever.
    const refresh = () => {
      pending ??= setTimeout(() => {
        pending = undefined;
        router.refresh();
      }, SETTLE_MS);
    };
    source.addEventListener('change', refresh);
    let polls = 0;
    const poll = setInterval(() => {
      polls += 1;
      const isDue = source.readyState !== EventSource.OPEN || polls % POLLS_PER_LOOK === 0;
      if (isDue && document.visibilityState === 'visible') refresh();
    }, POLL_MS);
    return () => {
      clearTimeout(pending);
      clearInterval(poll);
      source.close();
    };
  }, [router, customerId, startMs]);
  return null;
}
