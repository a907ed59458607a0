import { CloudAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { EmptyState } from './empty-state';

export type ErrorStateProps = {
  title?: ReactNode;
  children?: ReactNode;
  /** Reference to quote to support. */
  reference?: string | undefined;
  action?: ReactNode;
  headingLevel?: 1 | 2 | 3;
};

/** A part or page that failed to load: what it means, what to do, what to quote. */
export function ErrorState({
  title,
  children,
  reference,
  action,
  headingLevel = 2,
}: ErrorStateProps) {
  const t = useTranslations('ui');
  return (
    <EmptyState
      icon={<CloudAlert aria-hidden />}
      title={title ?? t('error.title')}
      action={action}
      headingLevel={headingLevel}
    >
      <p>{children ?? t('error.text')}</p>
      {reference !== undefined && (
        <p className="mt-3 font-mono text-xs">{t('reference', { id: reference })}</p>
      )}
    </EmptyState>
  );
}
