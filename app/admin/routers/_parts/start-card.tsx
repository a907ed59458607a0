import { getTranslations } from 'next-intl/server';
import { ConfirmDialog } from '@/app/_forms/confirm-dialog';
import { Button } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import { Card } from '@/app/_ui/card';
import { doesRouterTake } from '@/lib/kit/router-words';
import type { RouterDetail } from '@/lib/screens/admin/router';
import type { RouterSetupView } from '@/lib/screens/admin/router-setup';
import { putIntoService } from './setup-actions';

type StartCardProps = {
  router: RouterDetail;
  setup: RouterSetupView;
};

/** The last step, after which jobs work with the router. */
export async function StartCard({ router, setup }: StartCardProps) {
  const t = await getTranslations('admin-routers.service');
  const { routerId, name } = router;
  const isRunning = doesRouterTake(router.status);
  const isReady = setup.checkedAt !== null && setup.rehearsedAt !== null;
  return (
    <Card title={t('title')} description={t('text')}>
      {isRunning ? (
        <Callout tone="positive">{t('running')}</Callout>
      ) : isReady ? (
        <ConfirmDialog
          trigger={<Button variant="primary">{t('start')}</Button>}
          title={t('startTitle', { name })}
          confirmLabel={t('start')}
          action={putIntoService}
          tone="accent"
          fields={<input type="hidden" name="routerId" value={routerId} />}
        >
          {t('startText')}
        </ConfirmDialog>
      ) : (
        <Button variant="primary" disabledReason={t('notYet')}>
          {t('start')}
        </Button>
      )}
    </Card>
  );
}
