'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

const settleMs = 150;
const pollMs = 15_000;
/** Even an open stream can have missed something: every so many polls the page looks anyway. */
const pollsPerLook = 8;

/**
 * Reads the page again whenever something of the customer changed; while the event stream is down, every
 * 15 seconds. Renders nothing, and claims nothing: the server's next answer is the truth.
 */
export function LiveRefresh({ customerId }: { customerId?: number }) {
  const router = useRouter();
  useEffect(() => {
    const source = new EventSource(
      customerId === undefined ? '/api/live' : `/api/live?customer=${customerId}`,
    );
    let pending: ReturnType<typeof setTimeout> | undefined;
    // The first of a burst decides when: a steady stream must not put the look off for ever.
    const refresh = () => {
      pending ??= setTimeout(() => {
        pending = undefined;
        router.refresh();
      }, settleMs);
    };
    source.addEventListener('change', refresh);
    // Whatever happened between the page's answer and the open stream, and while it was away.
    source.addEventListener('open', refresh);
    let polls = 0;
    const poll = setInterval(() => {
      polls += 1;
      const isDue = source.readyState !== EventSource.OPEN || polls % pollsPerLook === 0;
      if (isDue && document.visibilityState === 'visible') refresh();
    }, pollMs);
    return () => {
      clearTimeout(pending);
      clearInterval(poll);
      source.close();
    };
  }, [router, customerId]);
  return null;
}
