'use client';

import { useTranslations } from 'next-intl';
import { useTransition } from 'react';
import { Button } from './_ui/button';
import { ErrorState } from './_ui/error-state';
import { StatusPage } from './_ui/status-page';

type ErrorPageProps = {
  error: unknown;
  retry: () => void;
};

/** The digest links the reference a person quotes to the entry in the server's log. */
function digestOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('digest' in error)) return undefined;
  return typeof error.digest === 'string' ? error.digest : undefined;
}

export default function ErrorPage({ error, retry }: ErrorPageProps) {
  const t = useTranslations('ui');
  const [pending, startTransition] = useTransition();
  return (
    <StatusPage>
      <ErrorState
        headingLevel={1}
        reference={digestOf(error)}
        action={
          <Button variant="primary" pending={pending} onClick={() => startTransition(retry)}>
            {t('retry')}
          </Button>
        }
      />
    </StatusPage>
  );
}
