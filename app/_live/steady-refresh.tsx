'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

/** Refreshes a visible page at a fixed interval, for states that no customer event announces. */
export function SteadyRefresh({ seconds }: { seconds: number }) {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') router.refresh();
    }, seconds * 1000);
    return () => clearInterval(timer);
  }, [router, seconds]);
  return null;
}
