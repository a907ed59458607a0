import { getTranslations } from 'next-intl/server';
import { SecurityPanel } from '@/app/_auth/security-panel';
import { requireStaffCtx } from '@/app/_auth/session';
import { PageHeader } from '@/app/_ui/page-header';
import { getAccount } from '@/lib/screens/shared/account';

/** A staff member's own password and sessions. */
export default async function AccountPage() {
  const ctx = await requireStaffCtx();
  const [t, { name, email }] = await Promise.all([
    getTranslations('admin-overview.account'),
    getAccount(ctx),
  ]);
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description', { name, email, role: t(`role.${ctx.actor.role}`) })}
      />
      <SecurityPanel ctx={ctx} />
    </>
  );
}
