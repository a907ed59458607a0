import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { foundPage, idFromPath } from '@/app/_operator/found-page';
import { getOperatorFormats } from '@/app/_operator/operator';
import { SimpleTable } from '@/app/_tables/simple-table';
import { AppLink } from '@/app/_ui/app-link';
import { Card } from '@/app/_ui/card';
import { KeyValueList } from '@/app/_ui/key-value-list';
import { PageHeader } from '@/app/_ui/page-header';
import { DateTime } from '@/app/_ui/values';
import { type AuditView, getAuditEntry } from '@/lib/screens/admin/audit';
import { getAuditWords } from '../_view/audit-words';
import { changesOf } from '../_view/changes';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-audit'))('one') };
}

export default async function AuditEntryPage({ params }: { params: Promise<{ entryId: string }> }) {
  const ctx = await requireStaffCtx('audit.read');
  const entry = await foundPage(getAuditEntry(ctx, idFromPath((await params).entryId)));
  const [t, words] = await Promise.all([getTranslations('admin-audit'), getAuditWords()]);
  return (
    <div className="max-w-4xl">
      <PageHeader
        title={words.actionOf(entry.action)}
        crumbs={[{ label: t('title'), href: '/admin/audit' }]}
      />
      <div className="flex flex-col gap-5">
        <Facts entry={entry} />
        <Difference entry={entry} />
      </div>
    </div>
  );
}

async function Facts({ entry }: { entry: AuditView }) {
  const [t, f, words] = await Promise.all([
    getTranslations('admin-audit.entry'),
    getOperatorFormats(),
    getAuditWords(),
  ]);
  const href = words.hrefOf(entry.subject);
  const subject = words.subjectOf(entry.subject);
  const link = (to: string, text: string) => (
    <AppLink href={to} className="rounded-sm underline">
      {text}
    </AppLink>
  );
  return (
    <Card title={t('facts')}>
      <KeyValueList
        layout="facts"
        items={[
          { id: 'at', label: t('at'), value: <DateTime f={f} value={entry.at} /> },
          { id: 'actor', label: t('actor'), value: words.actorOf(entry.actor) },
          { id: 'label', label: t('label'), value: entry.actor.label },
          {
            id: 'subject',
            label: t('subject'),
            value: href === undefined ? subject : link(href, subject),
          },
          {
            id: 'customer',
            label: t('customer'),
            value:
              entry.customer === null
                ? '–'
                : link(
                    `/admin/customers/${entry.customer.id}`,
                    entry.customer.name ?? `#${entry.customer.id}`,
                  ),
          },
          { id: 'reason', label: t('reason'), value: entry.reason ?? '–' },
        ]}
      />
    </Card>
  );
}

async function Difference({ entry }: { entry: AuditView }) {
  const t = await getTranslations('admin-audit.entry');
  const changes = changesOf(entry.before, entry.after);
  const side = (text: string | null, look: string, mark: string) =>
    text === null ? (
      <span className="text-ink-muted">{t('nothing')}</span>
    ) : (
      <span
        className={`rounded-sm px-1.5 py-0.5 font-mono text-xs [overflow-wrap:anywhere] ${look}`}
      >
        <span aria-hidden>{mark} </span>
        {text}
      </span>
    );
  return (
    <Card title={t('changes')} flush={changes.length > 0}>
      {changes.length === 0 ? (
        <p className="text-ink-muted">{t('noChanges')}</p>
      ) : (
        <SimpleTable
          label={t('changes')}
          rows={changes}
          rowId={(row) => row.field}
          columns={[
            {
              id: 'field',
              header: t('field'),
              role: 'title',
              cell: (row) => <span className="font-mono text-xs">{row.field}</span>,
            },
            {
              id: 'before',
              header: t('before'),
              cell: (row) => side(row.before, 'bg-danger-soft text-danger-ink', '−'),
            },
            {
              id: 'after',
              header: t('after'),
              cell: (row) => side(row.after, 'bg-positive-soft text-positive-ink', '+'),
            },
          ]}
        />
      )}
    </Card>
  );
}
