import { FlaskConical } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { isDemo } from '@/app/_auth/demo-sign-ins';

/** Says on every page that payments and routers are stand-ins; renders nothing outside the demo. */
export async function DemoBanner() {
  if (!isDemo()) return null;
  const t = await getTranslations('ui');
  return (
    <aside
      aria-label={t('tone.info')}
      data-print="hide"
      className="flex items-center justify-center gap-2 bg-info-soft px-4 py-1.5 text-center text-info-ink text-xs"
    >
      <FlaskConical aria-hidden className="size-3.5 shrink-0" />
      {t('demoBanner')}
    </aside>
  );
}
