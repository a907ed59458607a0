import { GitMerge, UsersRound } from 'lucide-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { getOperatorFormats } from '@/app/_operator/operator';
import { AppLink } from '@/app/_ui/app-link';
import { Button, LinkButton } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { EmptyState } from '@/app/_ui/empty-state';
import { PageHeader } from '@/app/_ui/page-header';
import { StatusBadge } from '@/app/_ui/status-badge';
import { can } from '@/lib/authorise/rights';
import { listSuspects, type Suspect, type SuspectView } from '@/lib/screens/admin/duplicates';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-customers.duplicates'))('title') };
}

/** Suspected duplicate customers, side by side, each with a link to merge them. */
export default async function DuplicatesPage() {
  const ctx = await requireStaffCtx('customers.read');
  const [t, customers, groups] = await Promise.all([
    getTranslations('admin-customers.duplicates'),
    getTranslations('admin-customers'),
    listSuspects(ctx),
  ]);
  const { role } = ctx.actor;
  const mayMerge = can(role, 'customers.write') && can(role, 'wallet.adjust');
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        crumbs={[{ label: customers('title'), href: '/admin/customers' }]}
      />
      {groups.length === 0 ? (
        <EmptyState icon={<UsersRound aria-hidden />} title={t('none')}>
          {t('noneText')}
        </EmptyState>
      ) : (
        <ul className="flex max-w-4xl flex-col gap-4">
          {groups.map((group) => (
            <li key={group.customers.map(({ customerId }) => customerId).join()}>
              <Group group={group} mayMerge={mayMerge} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

type GroupProps = {
  group: SuspectView;
  mayMerge: boolean;
};

/** The oldest customer is proposed to remain. */
async function Group({ group: { reasons, customers }, mayMerge }: GroupProps) {
  const t = await getTranslations('admin-customers.duplicates');
  const [oldest, ...others] = customers;
  if (!oldest) return null;
  const title = (
    <span className="flex flex-wrap items-center gap-2">
      <span className="min-w-0 [overflow-wrap:anywhere]">{oldest.name}</span>
      {reasons.map((reason) => (
        <StatusBadge key={reason} tone="warning">
          {t(`reasons.${reason}`)}
        </StatusBadge>
      ))}
    </span>
  );
  const label = t('mergeInto', { number: oldest.customerId });
  const icon = <GitMerge aria-hidden />;
  return (
    <Card title={title}>
      <ul className="divide-y divide-line">
        <Person person={oldest} />
        {others.map((person) => (
          <Person key={person.customerId} person={person}>
            {mayMerge ? (
              <LinkButton
                href={`/admin/customers/${person.customerId}/merge?into=${oldest.customerId}`}
                size="sm"
                icon={icon}
              >
                {label}
              </LinkButton>
            ) : (
              <Button size="sm" icon={icon} disabledReason={t('noRight')}>
                {label}
              </Button>
            )}
          </Person>
        ))}
      </ul>
    </Card>
  );
}

type PersonProps = {
  person: Suspect;
  children?: React.ReactNode;
};

async function Person({ person, children }: PersonProps) {
  const [t, f] = await Promise.all([
    getTranslations('admin-customers.duplicates'),
    getOperatorFormats(),
  ]);
  const facts = [
    person.email,
    person.phone,
    person.siteName,
    t('services', { count: person.services }),
    person.walletMinor === null ? null : f.money(person.walletMinor),
    t('since', { date: f.date(person.createdAt) }),
  ];
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3 first:pt-0 last:pb-0">
      <div className="min-w-0 flex-1 basis-60">
        <AppLink
          href={`/admin/customers/${person.customerId}`}
          className="rounded-sm font-medium [overflow-wrap:anywhere] hover:underline"
        >
          {person.name} <span className="font-normal text-ink-muted">#{person.customerId}</span>
        </AppLink>
        <p className="text-ink-muted text-xs [overflow-wrap:anywhere]">
          {facts.filter((fact) => fact !== null).join(' · ')}
        </p>
      </div>
      {children}
    </li>
  );
}
