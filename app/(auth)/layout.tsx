import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { ClientMessages } from '@/app/_i18n/client-messages';
import { getOperator } from '@/app/_operator/operator';
import { Logo } from '@/app/_ui/logo';
import { CONTENT_ID } from '@/app/_ui/skip-link';
import { ThemeToggle } from '@/app/_ui/theme-toggle';
import { BrandPanel } from './brand-panel';

export const metadata: Metadata = {
  robots: { index: false },
  // Mailed links carry a secret in the path, which must not leak to other sites through the referrer.
  referrer: 'same-origin',
};

/** Layout of pages without a session: the product on one side, one short form on the other. */
export default async function AuthLayout({ children }: { children: ReactNode }) {
  const [t, { operatorName, supportContact }] = await Promise.all([
    getTranslations('auth'),
    getOperator(),
  ]);
  return (
    <ClientMessages namespaces={['auth']}>
      <div className="grid min-h-dvh lg:grid-cols-2">
        <BrandPanel operatorName={operatorName} />
        <div className="flex min-w-0 flex-col px-5 py-5 sm:px-10">
          <div className="flex items-center justify-between gap-4 lg:justify-end">
            <Logo name={operatorName} className="lg:hidden" />
            <ThemeToggle />
          </div>
          <main
            id={CONTENT_ID}
            tabIndex={-1}
            className="mx-auto flex w-full max-w-sm flex-1 flex-col justify-center py-8 outline-none"
          >
            {children}
          </main>
          {supportContact !== '' && (
            <footer className="text-center text-ink-muted text-xs">
              {t('help', { contact: supportContact })}
            </footer>
          )}
        </div>
      </div>
    </ClientMessages>
  );
}
