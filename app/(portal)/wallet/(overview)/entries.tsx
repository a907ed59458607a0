import { ReceiptText } from 'lucide-react';
import { requireSubscriberCtx } from '@/app/_auth/session';
import { LineDetails } from '@/app/_operator/line-details';
import { getLineWords, type LineWords } from '@/app/_operator/line-words';
import type { Column } from '@/app/_tables/columns';
import { SimpleTable } from '@/app/_tables/simple-table';
import { AppLink } from '@/app/_ui/app-link';
import { Card } from '@/app/_ui/card';
import { EmptyState } from '@/app/_ui/empty-state';
import { Pagination } from '@/app/_ui/pagination';
import { DateTime, Money } from '@/app/_ui/values';
import { type EntryView, listEntries } from '@/lib/screens/shared/wallet';
import { getWords, type Words } from '../../_parts/words';

const PAGE_SIZE = 20;

/** Every movement of the wallet, with its purpose and the balance after it. */
export async function Entries({ before }: { before: number | undefined }) {
  const [ctx, words, lineWords] = await Promise.all([
    requireSubscriberCtx(),
    getWords(),
    getLineWords(),
  ]);
  const { t } = words;
  const { customerId } = ctx.actor;
  const read = await listEntries(ctx, { customerId, before, limit: PAGE_SIZE + 1 });
  const entries = read.slice(0, PAGE_SIZE);
  const last = read.length > PAGE_SIZE ? entries.at(-1) : undefined;
  if (entries.length === 0) {
    return (
      <Card title={t('wallet.entries')}>
        <EmptyState
          headingLevel={3}
          icon={<ReceiptText aria-hidden />}
          title={t('wallet.noEntriesTitle')}
        >
          {t('wallet.noEntriesText')}
        </EmptyState>
      </Card>
    );
  }
  return (
    <Card title={t('wallet.entries')} description={t('wallet.entriesText')} flush>
      <SimpleTable
        label={t('wallet.entries')}
        columns={columnsOf(words, lineWords)}
        rows={entries}
        rowId={(entry) => String(entry.transferId)}
      />
      {(before !== undefined || last !== undefined) && (
        <div className="border-line border-t p-4">
          <Pagination
            previousHref={before === undefined ? undefined : '/wallet'}
            nextHref={last === undefined ? undefined : `/wallet?before=${last.transferId}`}
          />
        </div>
      )}
    </Card>
  );
}

function columnsOf(words: Words, lineWords: LineWords): Column<EntryView>[] {
  const { t, f } = words;
  return [
    {
      id: 'what',
      header: t('wallet.column.what'),
      role: 'title',
      cell: (entry) => <What words={words} lineWords={lineWords} entry={entry} />,
    },
    {
      id: 'when',
      header: t('wallet.column.when'),
      cell: (entry) => <DateTime f={f} value={entry.at} />,
    },
    {
      id: 'amount',
      header: t('wallet.column.amount'),
      align: 'end',
      cell: (entry) => <Money f={f} amount={entry.amountMinor} signed />,
    },
    {
      id: 'balance',
      header: t('wallet.column.balance'),
      align: 'end',
      cell: (entry) =>
        entry.account === 'wallet' ? (
          <Money f={f} amount={entry.balanceAfterMinor} />
        ) : (
          t('wallet.invoice')
        ),
    },
  ];
}

const TOP_UP_CAUSE = /^topup:([0-9a-f-]{36})$/;

function What({
  words: { t },
  lineWords,
  entry,
}: {
  words: Words;
  lineWords: LineWords;
  entry: EntryView;
}) {
  const topUpId = TOP_UP_CAUSE.exec(entry.causeKey)?.[1];
  const href =
    topUpId !== undefined
      ? `/wallet/top-ups/${topUpId}`
      : entry.serviceId !== null
        ? `/services/${entry.serviceId}`
        : undefined;
  const title = t(`entry.${entry.kind}`);
  // A card payment's text is the operator's name for the bank statement, which is redundant here.
  const detail = entry.kind === 'top_up' ? '' : entry.text;
  return (
    <>
      {href === undefined ? (
        title
      ) : (
        <AppLink href={href} className="rounded-sm underline-offset-2 hover:underline">
          {title}
        </AppLink>
      )}
      {detail !== '' && (
        <span className="block font-normal text-ink-muted text-xs [overflow-wrap:anywhere]">
          {detail}
        </span>
      )}
      <LineDetails lines={entry.lines} words={lineWords} />
    </>
  );
}
