'use client';

import type { Route } from 'next';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useState } from 'react';
import { OnRefused } from '@/app/_forms/form-context';
import { Button, LinkButton } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import { type EndedSheet, isEnded, keptStep, type ShownSheet } from './kept-step';

type KeptSheetProps = {
  /** The promise of the sheet, or why there is none: the children then say so to a person who has seen no sheet. */
  shown: ShownSheet | EndedSheet;
  children: ReactNode;
};

/**
 * Keeps the promise of a confirm sheet through every refresh of its page. A different one never replaces it unseen: the
 * page compares the two, or names the old and the new button and asks. A sheet that nobody can confirm any more stays
 * readable, with the reason and a way on. Needs a `key` of what the sheet is for and of the promise it is already
 * compared with.
 */
export function KeptSheet({ shown, children }: KeptSheetProps) {
  const t = useTranslations('ui.kept');
  const router = useRouter();
  const [kept, setKept] = useState(() => (isEnded(shown) ? null : { shown, children }));
  // What a refresh brings after the confirmation may be its own effect, and a navigation would lose its answer. After a
  // refusal it is news.
  const [isSent, setSent] = useState(false);
  const step = kept ? keptStep(kept.shown, shown) : 'adopt';
  const compareHref = step === 'compare' && !isSent ? kept?.shown.compareHref : undefined;
  useEffect(() => {
    if (compareHref !== undefined) router.replace(compareHref as Route);
  }, [router, compareHref]);
  const adopt = () => isEnded(shown) || setKept({ shown, children });
  if (step === 'adopt' && !isEnded(shown) && kept?.children !== children) adopt();
  const isBarred = (step === 'ask' || step === 'end') && !isSent;
  return (
    // A form shown while there is no sheet, such as one that asks for what the offer needs, confirms none.
    <div onSubmit={() => setSent(kept !== null)}>
      {isBarred && kept && !isEnded(shown) && (
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
      {isBarred && isEnded(shown) && (
        <Callout
          tone="warning"
          role="status"
          className="mb-5"
          title={shown.title}
          action={<LinkButton href={shown.href}>{shown.link}</LinkButton>}
        >
          {shown.reason} {t('ended')}
        </Callout>
      )}
      {/* Always at the same place in the tree, so that typed text stays; disabled rather than inert, so that it is read. */}
      <fieldset disabled={isBarred} className="contents">
        <OnRefused value={() => setSent(false)}>
          {step === 'adopt' ? children : kept?.children}
        </OnRefused>
      </fieldset>
    </div>
  );
}
