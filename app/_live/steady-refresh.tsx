'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

/** Reads a page again every so often while it is in view: for states that no customer's event announces. */
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
