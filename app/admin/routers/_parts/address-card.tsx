import { Pencil } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { LinkButton } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import { Card } from '@/app/_ui/card';
import { KeyValueList } from '@/app/_ui/key-value-list';
import type { RouterDetail } from '@/lib/screens/admin/router';

/** The first step, completed when the router was added: how it is reached and what it serves. */
export async function AddressCard(props: { router: RouterDetail; canWrite: boolean }) {
  const { router, canWrite } = props;
  const t = await getTranslations('admin-routers');
  return (
    <Card
      title={t('address.title')}
      description={t('address.text')}
      actions={
        canWrite && (
          <LinkButton href={`/admin/routers/${router.routerId}/edit`} icon={<Pencil aria-hidden />}>
            {t('address.change')}
          </LinkButton>
        )
      }
    >
      <KeyValueList
        items={[
          { id: 'name', label: t('form.name'), value: router.name },
          { id: 'host', label: t('facts.address'), value: `${router.host}:${router.port}` },
          {
            id: 'encryption',
            label: t('facts.encryption'),
            value: router.useTls ? t('facts.tls') : t('facts.plain'),
          },
          { id: 'username', label: t('facts.username'), value: router.username },
          {
            id: 'access',
            label: t('facts.access'),
            value: router.accessMethods.map((method) => t(`form.method.${method}`)).join(', '),
          },
        ]}
      />
    </Card>
  );
}

export async function NoCertificateCard() {
  const t = await getTranslations('admin-routers.noCertificate');
  return (
    <Card title={t('title')}>
      <Callout tone="warning">{t('text')}</Callout>
    </Card>
  );
}
