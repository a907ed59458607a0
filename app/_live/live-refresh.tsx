'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';

const SETTLE_MS = 150;
const POLL_MS = 15_000;
/** Refreshes the page every so many polls even with an open stream, which may have missed an event. */
const POLLS_PER_LOOK = 8;

type LiveRefreshProps = {
  /** When the server read the page's data; the stream starts with what happened after it. */
  since: Date;
  customerId?: number;
};

/**
 * Refreshes the page whenever the customer's data changes, or every 15 seconds while the event stream is down. Renders
 * nothing.
 */
export function LiveRefresh({ since, customerId }: LiveRefreshProps) {
  const router = useRouter();
  // Each refresh brings a later time, but the open stream needs only the first.
  const [startMs] = useState(() => since.getTime());
  useEffect(() => {
    const only = customerId === undefined ? '' : `&customer=${customerId}`;
    const source = new EventSource(`/api/live?since=${startMs}${only}`);
    let pending: ReturnType<typeof setTimeout> | undefined;
    // The first event of a burst sets the time, so that a steady stream cannot postpone the refresh forever.
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
