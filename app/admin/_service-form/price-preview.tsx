'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { type FormAction, idleState } from '@/app/_forms/form-state';
import { Callout } from '@/app/_ui/callout';
import { Card } from '@/app/_ui/card';
import { cn } from '@/app/_ui/cn';
import { KeyValueList } from '@/app/_ui/key-value-list';

/** The preview as text. */
export type PreviewWords = {
  lines: { id: string; label: string; value: string; strong?: boolean }[];
  /** What happens next, in a sentence. */
  outcome: string;
  /** Reasons to think again, a sentence each. */
  warnings: string[];
  isShort: boolean;
};

type PricePreviewProps = {
  action: FormAction;
  /** The chosen item: its list opens outside the form, so choosing fires no event inside it. */
  itemId: number | undefined;
};

const TYPING_PAUSE_MS = 350;

/** What the service would cost, computed by the charging rules while the form is being filled in. */
export function PricePreview({ action, itemId }: PricePreviewProps) {
  const t = useTranslations('admin-services.form');
  const anchor = useRef<HTMLDivElement>(null);
  const [words, setWords] = useState<PreviewWords | null>(null);
  useEffect(() => {
    const form = anchor.current?.closest('form');
    if (!form) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let latest = 0;
    const ask = () => {
      latest += 1;
      const asked = latest;
      void action(idleState, new FormData(form)).then(({ data }) => {
        // An incomplete form returns errors; the last valid figures stay until the next.
        if (asked === latest && data !== undefined) setWords(data as PreviewWords);
      });
    };
    const onEdit = () => {
      clearTimeout(timer);
      timer = setTimeout(ask, TYPING_PAUSE_MS);
    };
    const events = ['input', 'change', 'click'] as const;
    for (const name of events) form.addEventListener(name, onEdit);
    return () => {
      clearTimeout(timer);
      for (const name of events) form.removeEventListener(name, onEdit);
    };
  }, [action]);
  useEffect(() => {
    if (itemId !== undefined) anchor.current?.closest('form')?.dispatchEvent(new Event('change'));
  }, [itemId]);
  return (
    <div ref={anchor}>
      <Card title={t('previewTitle')} description={t('previewText')}>
        <div aria-live="polite">
          {words === null ? (
            <p className="text-ink-muted">{t('previewEmpty')}</p>
          ) : (
            <>
              <KeyValueList items={words.lines} />
              {words.warnings.map((warning) => (
                <Callout key={warning} tone="warning" className="mt-3">
                  {warning}
                </Callout>
              ))}
              <p
                className={cn(
                  'mt-3 rounded-md p-3',
                  words.isShort
                    ? 'bg-warning-soft text-warning-ink'
                    : 'bg-positive-soft text-positive-ink',
                )}
              >
                {words.outcome}
              </p>
            </>
          )}
        </div>
      </Card>
    </div>
  );
}
