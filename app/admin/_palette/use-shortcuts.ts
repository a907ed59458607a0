'use client';

import { useEffect, useEffectEvent } from 'react';

const SEQUENCE_MS = 1_000;

/** `G` followed by a letter opens a page; the letters follow Linear and Stripe. */
export const goKeys: Record<string, string> = {
  o: '/admin',
  c: '/admin/customers',
  s: '/admin/services',
  p: '/admin/catalogue',
  r: '/admin/routers',
  m: '/admin/money',
};

type Shortcuts = {
  onPalette: () => void;
  onGo: (href: string) => void;
};

/** Keyboard shortcuts of the whole admin. Typing in a field never triggers one. */
export function useShortcuts({ onPalette, onGo }: Shortcuts): void {
  const palette = useEffectEvent(onPalette);
  const go = useEffectEvent(onGo);
  useEffect(() => {
    let sequenceUntil = 0;
    const onKey = (event: KeyboardEvent) => {
      if (asksForPalette(event)) {
        event.preventDefault();
        palette();
        return;
      }
      const letter = plainLetter(event);
      const href = event.timeStamp < sequenceUntil ? goKeys[letter] : undefined;
      sequenceUntil = letter === 'g' ? event.timeStamp + SEQUENCE_MS : 0;
      if (href !== undefined) go(href);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

function asksForPalette(event: KeyboardEvent): boolean {
  const letter = event.key.toLowerCase();
  return ((event.metaKey || event.ctrlKey) && letter === 'k') || plainLetter(event) === '/';
}

/** The letter, when pressed without modifiers and outside a field; otherwise empty. */
function plainLetter(event: KeyboardEvent): string {
  const isPlain = !event.metaKey && !event.ctrlKey && !event.altKey && !isBusy(event.target);
  return isPlain ? event.key.toLowerCase() : '';
}

function isBusy(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest('input, textarea, select, [role="dialog"], [role="menu"]') !== null)
  );
}
