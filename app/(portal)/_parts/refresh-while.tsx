'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useEffectEvent, useTransition } from 'react';

const EVERY_MS = 4_000;
const PATIENCE_MS = 10 * 60_000;

/** Refreshes the page periodically while something is in progress, so that relative times stay correct. */
export function RefreshWhile() {
  const router = useRouter();
  const [isReading, startReading] = useTransition();
  const refresh = useEffectEvent(() => {
    // On a slow connection, only one refresh at a time.
    if (isReading || document.visibilityState !== 'visible') return;
    startReading(() => router.refresh());
  });
  useEffect(() => {
    const timer = setInterval(() => refresh(), EVERY_MS);
    const end = setTimeout(() => clearInterval(timer), PATIENCE_MS);
    return () => {
      clearInterval(timer);
      clearTimeout(end);
    };
  }, []);
  return null;
}
