'use client';

import { AlertDialog as Base } from '@base-ui/react/alert-dialog';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type ReactNode, useSyncExternalStore } from 'react';
import { Button } from './button';
import { Callout } from './callout';
import { ALERT_STYLES, BACKDROP_STYLES } from './dialog';

/** What an open dialog showed when a refresh of its page removed it. */
type EndedDialogContent = {
  title: ReactNode;
  children: ReactNode;
  confirmLabel: string;
  tone: 'danger' | 'accent';
  /** Why it can no longer be confirmed. */
  reason: string;
};

type Shown = EndedDialogContent & { pathname: string };

let shown: Shown | null = null;
const listeners = new Set<() => void>();

function setShown(next: Shown | null): void {
  shown = next;
  for (const listener of listeners) listener();
}

/** Keeps a removed dialog readable until a person closes it or leaves the page. */
export function showEndedDialog(content: EndedDialogContent): void {
  setShown({ ...content, pathname: window.location.pathname });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The place of removed dialogs, outside the part of the page that a refresh replaces. */
export function EndedDialog() {
  const t = useTranslations('ui');
  const pathname = usePathname();
  const content = useSyncExternalStore(
    subscribe,
    () => shown,
    () => null,
  );
  if (content === null || content.pathname !== pathname) return null;
  return (
    <Base.Root open onOpenChange={(opens) => opens || setShown(null)}>
      <Base.Portal>
        <Base.Backdrop className={BACKDROP_STYLES} />
        <Base.Viewport className="fixed inset-0 z-40 flex items-end justify-center sm:items-center sm:p-6">
          <Base.Popup className={ALERT_STYLES}>
            <Base.Title className="font-semibold text-lg leading-snug">{content.title}</Base.Title>
            <Callout tone="warning" role="status" className="mt-3">
              {content.reason}
            </Callout>
            <Base.Description render={<div />} className="mt-3 text-ink-muted">
              {content.children}
            </Base.Description>
            <div className="mt-5 flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
              <Base.Close render={<Button />}>{t('close')}</Base.Close>
              {/* Disabled without a reason of its own: the reason is above. */}
              <fieldset disabled className="contents">
                <Button variant={content.tone === 'danger' ? 'danger' : 'primary'}>
                  {content.confirmLabel}
                </Button>
              </fieldset>
            </div>
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}
