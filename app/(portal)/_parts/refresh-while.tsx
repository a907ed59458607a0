'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

const everyMs = 4_000;
const patienceMs = 10 * 60_000;

/** Reads the page again now and then while something is under way, so that what it says about time stays true. */
export function RefreshWhile() {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') router.refresh();
    }, everyMs);
    const end = setTimeout(() => clearInterval(timer), patienceMs);
    return () => {
      clearInterval(timer);
      clearTimeout(end);
    };
  }, [router]);
  return null;
}
