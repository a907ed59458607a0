import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { getOperatorFormats } from '@/app/_operator/operator';
import { SimpleTable } from '@/app/_tables/simple-table';
import { AppLink } from '@/app/_ui/app-link';
import { LinkButton } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import { Card } from '@/app/_ui/card';
import { KeyValueList } from '@/app/_ui/key-value-list';
import { Money } from '@/app/_ui/values';
import { type LedgerProof, proveLedger } from '@/lib/screens/admin/ledger';
import { MoneyFrame } from '../_parts/money-frame';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-money'))('tabs.ledger') };
}

export default async function LedgerPage() {
  const ctx = await requireStaffCtx('wallet.read');
  const [t, f, proof] = await Promise.all([
    getTranslations('admin-money.ledger'),
    getOperatorFormats(),
    proveLedger(ctx),
  ]);
  const { balanceFaults, runningFaults, differenceMinor } = proof;
  const isSound =
    differenceMinor === 0n && balanceFaults.length === 0 && runningFaults.length === 0;
  return (
    <MoneyFrame ctx={ctx} current="ledger">
      <div className="flex max-w-4xl flex-col gap-5">
        <Callout
          tone={isSound ? 'positive' : 'danger'}
          title={t(isSound ? 'sound' : 'broken')}
          action={<LinkButton href="/admin/money/ledger">{t('again')}</LinkButton>}
        >
          {t('counted', { transfers: proof.transfers, at: f.dateTime(ctx.now) })}
        </Callout>
        <Card title={t('sum')} description={t('sumText')}>
          <KeyValueList
            items={[
              {
                id: 'wallets',
                label: t('wallets'),
                value: <Money f={f} amount={proof.walletsMinor} />,
              },
              {
                id: 'postpaid',
                label: t('postpaid'),
                value: <Money f={f} amount={proof.postpaidMinor} />,
              },
              {
                id: 'operator',
                label: t('operator'),
                value: <Money f={f} amount={proof.operatorMinor} />,
              },
              {
                id: 'rest',
                label: t('difference'),
                value: <Money f={f} amount={differenceMinor} />,
                strong: true,
              },
            ]}
          />
        </Card>
        <BalanceFaults proof={proof} />
        <RunningFaults proof={proof} />
      </div>
    </MoneyFrame>
  );
}

async function BalanceFaults({ proof }: { proof: LedgerProof }) {
  const [t, f] = await Promise.all([getTranslations('admin-money.ledger'), getOperatorFormats()]);
  const { balanceFaults } = proof;
  return (
    <Card title={t('kept')} description={t('keptText')} flush={balanceFaults.length > 0}>
      {balanceFaults.length === 0 ? (
        <p className="text-ink-muted">{t('noDifference')}</p>
      ) : (
        <SimpleTable
          label={t('kept')}
          rows={balanceFaults}
          rowId={(row) => String(row.accountId)}
          columns={[
            {
              id: 'customer',
              header: t('customer'),
              role: 'title',
              cell: (row) => (
                <AppLink href={`/admin/customers/${row.customerId}`} className="hover:underline">
                  {row.customerName}
                </AppLink>
              ),
            },
            { id: 'account', header: t('account'), cell: (row) => t(`kind.${row.kind}`) },
            {
              id: 'kept',
              header: t('keptBalance'),
              align: 'end',
              cell: (row) => <Money f={f} amount={row.keptMinor} />,
            },
            {
              id: 'summed',
              header: t('summed'),
              align: 'end',
              cell: (row) => <Money f={f} amount={row.summedMinor} />,
            },
          ]}
        />
      )}
    </Card>
  );
}

async function RunningFaults({ proof }: { proof: LedgerProof }) {
  const [t, f] = await Promise.all([getTranslations('admin-money.ledger'), getOperatorFormats()]);
  const { runningFaults } = proof;
  return (
    <Card title={t('running')} description={t('runningText')} flush={runningFaults.length > 0}>
      {runningFaults.length === 0 ? (
        <p className="text-ink-muted">{t('noDifference')}</p>
      ) : (
        <SimpleTable
          label={t('running')}
          rows={runningFaults}
          rowId={(row) => String(row.transferId)}
          columns={[
            {
              id: 'transfer',
              header: t('transfer'),
              role: 'title',
              cell: (row) => (
                <AppLink href={`/admin/customers/${row.customerId}`} className="hover:underline">
                  {t('number', { id: String(row.transferId) })}
                </AppLink>
              ),
            },
            {
              id: 'written',
              header: t('written'),
              align: 'end',
              cell: (row) => <Money f={f} amount={row.writtenMinor} />,
            },
            {
              id: 'expected',
              header: t('expected'),
              align: 'end',
              cell: (row) => <Money f={f} amount={row.expectedMinor} />,
            },
          ]}
        />
      )}
    </Card>
  );
}
