'use client';

import { WifiOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useSyncExternalStore } from 'react';

function watchConnection(onChange: () => void): () => void {
  window.addEventListener('online', onChange);
  window.addEventListener('offline', onChange);
  return () => {
    window.removeEventListener('online', onChange);
    window.removeEventListener('offline', onChange);
  };
}

/** Says that the device is offline, so the page may be stale. */
export function OfflineNotice() {
  const t = useTranslations('ui.offline');
  const offline = useSyncExternalStore(
    watchConnection,
    () => !navigator.onLine,
    () => false,
  );
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
