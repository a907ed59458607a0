'use client';

import type { Route } from 'next';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useState } from 'react';
import { Button } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import { keptStep, type ShownSheet } from './kept-step';

type KeptSheetProps = {
  /** Null while the page shows a refusal instead of a sheet. */
  shown: ShownSheet | null;
  children: ReactNode;
};

/**
 * Keeps the promise of a confirm sheet through every refresh of its page. A different one never replaces it unseen: the
 * page compares the two, or names the old and the new button and asks. Needs a `key` of what the sheet is for and of
 * the promise it is already compared with.
 */
export function KeptSheet({ shown, children }: KeptSheetProps) {
  const t = useTranslations('ui.kept');
  const router = useRouter();
  const [kept, setKept] = useState(() => (shown ? { shown, children } : null));
  // What a refresh brings after the confirmation may be its own effect, and a navigation would lose its answer.
  const [isSent, setSent] = useState(false);
  const step = kept && shown ? keptStep(kept.shown, shown) : 'adopt';
  const compareHref = step === 'compare' && !isSent ? kept?.shown.compareHref : undefined;
  useEffect(() => {
    if (compareHref !== undefined) router.replace(compareHref as Route);
  }, [router, compareHref]);
  const adopt = () => shown && setKept({ shown, children });
  if (shown && step === 'adopt' && kept?.children !== children) adopt();
  const asks = step === 'ask' && !isSent && kept !== null && shown !== null;
  return (
    <div onSubmit={() => setSent(true)}>
      {asks && (
        <Callout
          tone="warning"
          role="status"
          className="mb-5"
          title={t('title')}
          action={<Button onClick={adopt}>{t('go')}</Button>}
        >
          {kept.shown.button === shown.button
            ? t('sameText')
            : t('text', { was: kept.shown.button, now: shown.button })}
        </Callout>
      )}
      {/* Always at the same place in the tree, so that typed text stays. */}
      <div inert={asks}>{step === 'adopt' ? children : kept?.children}</div>
    </div>
  );
}
