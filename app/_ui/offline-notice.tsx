'use client';

import { WifiOff } from 'lucide-react';
import { useOffline } from 'next/offline';
import { useTranslations } from 'next-intl';

/** Tells that the connection is gone; the framework keeps navigations and actions and sends them later. */
export function OfflineNotice() {
  const t = useTranslations('ui.offline');
  const offline = useOffline();
  return (
    <div role="status" data-print="hide">
      {offline && (
        <p className="flex items-center justify-center gap-2 bg-warning-soft px-4 py-2.5 text-warning-ink">
          <WifiOff aria-hidden className="size-4 shrink-0" />
          <span>
            <strong className="font-semibold">{t('title')}</strong> {t('text')}
          </span>
        </p>
      )}
    </div>
  );
}
