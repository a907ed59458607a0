'use client';

import { useTranslations } from 'next-intl';
import { useTransition } from 'react';
import { Button } from '../_ui/button';
import { ErrorState } from '../_ui/error-state';

type PortalErrorProps = {
  error: Error & { digest?: string };
  retry: () => void;
};

/** A failed page inside the portal's frame, which keeps the navigation in reach. */
export default function PortalError({ error, retry }: PortalErrorProps) {
  const t = useTranslations('ui');
  const [pending, startTransition] = useTransition();
  return (
    <ErrorState
      headingLevel={1}
      reference={error.digest}
      action={
        <Button variant="primary" pending={pending} onClick={() => startTransition(retry)}>
          {t('retry')}
        </Button>
      }
    />
  );
}
