import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { getOperator, getOperatorFormats } from '@/app/_operator/operator';
import { SimpleTable } from '@/app/_tables/simple-table';
import { LinkButton } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import { Card } from '@/app/_ui/card';
import { Stat } from '@/app/_ui/stat';
import { Money } from '@/app/_ui/values';
import { can } from '@/lib/authorise/rights';
import {
  countPaymentsToDecide,
  type FailingEvents,
  getFailingEvents,
  getTopUpsToday,
  listOperatorBalances,
} from '@/lib/screens/admin/money';
import { MoneyFrame } from './_parts/money-frame';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-money'))('title') };
}

export default async function MoneyPage() {
  const ctx = await requireStaffCtx('payments.read');
  const { timeZone } = await getOperator();
  const [t, f, today, waiting, failing] = await Promise.all([
    getTranslations('admin-money'),
    getOperatorFormats(),
    getTopUpsToday(ctx, timeZone),
    countPaymentsToDecide(ctx),
    getFailingEvents(ctx),
  ]);
  const isQuiet = waiting.parked === 0 && waiting.disputes === 0;
  return (
    <MoneyFrame ctx={ctx} current="overview">
      <div className="flex flex-col gap-5">
        {failing.count > 0 && <Failing failing={failing} />}
        {isQuiet ? (
          <Callout tone="positive">{t('overview.quiet')}</Callout>
        ) : (
          <Callout
            tone="warning"
            title={t('overview.attention')}
            action={
              <LinkButton
                href={waiting.parked > 0 ? '/admin/money/parked' : '/admin/money/disputes'}
              >
                {t('overview.decide')}
              </LinkButton>
            }
          >
            {t('overview.waiting', waiting)}
          </Callout>
        )}
        <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
          <Stat
            label={t('overview.today')}
            value={f.money(today.paidMinor)}
            caption={t('overview.payments', { count: today.paid })}
            href="/admin/money/top-ups"
          />
          <Stat
            label={t('overview.open')}
            value={f.count(today.open)}
            caption={t('overview.openText')}
          />
          <Stat
            label={t('tabs.parked')}
            value={f.count(waiting.parked)}
            tone={waiting.parked > 0 ? 'warning' : 'positive'}
            caption={t('overview.parkedText')}
            href="/admin/money/parked"
          />
          <Stat
            label={t('tabs.disputes')}
            value={f.count(waiting.disputes)}
            tone={waiting.disputes > 0 ? 'danger' : 'positive'}
            caption={t('overview.disputesText')}
            href="/admin/money/disputes"
          />
        </div>
        {can(ctx.actor.role, 'wallet.read') && (
          <Balances balances={await listOperatorBalances(ctx)} />
        )}
      </div>
    </MoneyFrame>
  );
}

async function Failing({ failing: { count, events } }: { failing: FailingEvents }) {
  const [t, f] = await Promise.all([getTranslations('admin-money.overview'), getOperatorFormats()]);
  return (
    <Callout tone="danger" title={t('failing', { count })}>
      <p>{t('failingText')}</p>
      <ul className="mt-2 list-disc pl-5">
        {events.map(({ id, type, happenedAt }) => (
          <li key={id} className="break-all">
            {t('failingEvent', { id, type, time: f.dateTime(happenedAt) })}
          </li>
        ))}
      </ul>
    </Callout>
  );
}

async function Balances({
  balances,
}: {
  balances: Awaited<ReturnType<typeof listOperatorBalances>>;
}) {
  const [t, f] = await Promise.all([getTranslations('admin-money'), getOperatorFormats()]);
  return (
    <Card
      title={t('books.title')}
      description={t('books.text')}
      actions={<LinkButton href="/admin/money/ledger">{t('books.prove')}</LinkButton>}
      flush={balances.length > 0}
    >
      {balances.length === 0 && <p className="text-ink-muted">{t('books.empty')}</p>}
      <SimpleTable
        label={t('books.title')}
        rows={balances}
        rowId={(row) => row.kind}
        columns={[
          {
            id: 'account',
            header: t('books.account'),
            role: 'title',
            cell: (row) => (
              <>
                {t(`account.${row.kind}.name`)}
                <span className="block font-normal text-ink-muted text-xs">
                  {t(`account.${row.kind}.text`)}
                </span>
              </>
            ),
          },
          { id: 'class', header: t('books.class'), cell: (row) => t(`class.${row.class}`) },
          {
            id: 'balance',
            header: t('books.balance'),
            align: 'end',
            cell: (row) => <Money f={f} amount={row.balanceMinor} />,
          },
        ]}
      />
    </Card>
  );
}
