import type { Metadata } from 'next';
import { SecurityPanel } from '@/app/_auth/security-panel';
import { requireSubscriberCtx } from '@/app/_auth/session';
import { getOperator } from '@/app/_operator/operator';
import { Card } from '@/app/_ui/card';
import { KeyValueList } from '@/app/_ui/key-value-list';
import { PageHeader } from '@/app/_ui/page-header';
import { getAccount } from '@/lib/screens/shared/account';
import { getWords } from '../_parts/words';
import { ContactCard } from './contact-card';
import { DocumentsCard } from './documents-card';
import { LanguageCard } from './language-card';
import { MailCard } from './mail-card';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getWords();
  return { title: t('account.title') };
}

export default async function AccountPage() {
  const ctx = await requireSubscriberCtx();
  const [{ t }, account, { supportContact, operatorName }] = await Promise.all([
    getWords(),
    getAccount(ctx),
    getOperator(),
  ]);
  const facts = [
    { id: 'name', label: t('account.name'), value: account.name },
    { id: 'email', label: t('account.signInEmail'), value: account.email },
    ...(account.customer && account.customer.name !== account.name
      ? [{ id: 'customer', label: t('account.customer'), value: account.customer.name }]
      : []),
    ...(account.customer
      ? [{ id: 'number', label: t('account.number'), value: String(account.customer.id) }]
      : []),
  ];
  return (
    <>
      <PageHeader title={t('account.title')} />
      <div className="flex max-w-2xl flex-col gap-5">
        <Card
          title={t('account.you')}
          footer={
            supportContact === ''
              ? t('account.changePlain', { operator: operatorName })
              : t('account.change', { operator: operatorName, contact: supportContact })
          }
        >
          <KeyValueList items={facts} layout="facts" />
        </Card>
        <ContactCard />
        <DocumentsCard />
        <LanguageCard />
        <MailCard />
        <SecurityPanel ctx={ctx} />
      </div>
    </>
  );
}
