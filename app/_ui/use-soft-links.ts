'use client';

import type { Route } from 'next';
import { useRouter } from 'next/navigation';
import { type RefObject, useEffect, useRef } from 'react';

/** Gives plain anchors inside the element client-side navigation. */
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

/** Target of a plain click on an internal link; null for every other click. */
function softHref(event: MouseEvent): string | null {
  const isPlain =
    event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  if (!isPlain || event.defaultPrevented || !(event.target instanceof Element)) return null;
  const link = event.target.closest('a');
  const href = link?.getAttribute('href') ?? '';
  const isOwn = href.startsWith('/') && !href.startsWith('//');
  return isOwn && !link?.hasAttribute('download') && !link?.target ? href : null;
}
