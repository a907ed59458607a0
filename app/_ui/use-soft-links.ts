'use client';

import type { Route } from 'next';
import { useRouter } from 'next/navigation';
import { type RefObject, useEffect, useRef } from 'react';

/** Plain anchors inside the element go where they lead without loading the page anew. */
export function useSoftLinks<Element extends HTMLElement>(): RefObject<Element | null> {
  const ref = useRef<Element>(null);
  const router = useRouter();
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const follow = (event: MouseEvent) => {
      const href = softHref(event);
      if (href === null) return;
      event.preventDefault();
      router.push(href as Route);
    };
    element.addEventListener('click', follow);
    return () => element.removeEventListener('click', follow);
  }, [router]);
  return ref;
}

/** Where a plain click on a link of this application leads; null for every other click. */
function softHref(event: MouseEvent): string | null {
  const isPlain =
    event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  if (!isPlain || event.defaultPrevented || !(event.target instanceof Element)) return null;
  const link = event.target.closest('a');
  const href = link?.getAttribute('href') ?? '';
  const isOwn = href.startsWith('/') && !href.startsWith('//');
  return isOwn && !link?.hasAttribute('download') && !link?.target ? href : null;
}
