import { getTranslations } from 'next-intl/server';
import { getOperatorFormats } from '@/app/_operator/operator';
import type { Column } from '@/app/_tables/columns';
import { AppLink } from '@/app/_ui/app-link';
import { DateTime } from '@/app/_ui/values';
import type { AuditView } from '@/lib/screens/admin/audit';
import { getAuditWords } from '../_view/audit-words';
import { changesOf, type FieldChange } from '../_view/changes';

const SHOWN_CHANGES = 2;

export async function auditColumns(): Promise<Column<AuditView>[]> {
  const [t, f, words] = await Promise.all([
    getTranslations('admin-audit'),
    getOperatorFormats(),
    getAuditWords(),
  ]);
  return [
    {
      id: 'action',
      header: t('list.action'),
      role: 'title',
      cell: (row) => (
        <>
          <AppLink href={`/admin/audit/${row.entryId}`} className="rounded-sm hover:underline">
            {words.actionOf(row.action)}
          </AppLink>
          {row.reason !== null && (
            <span className="block max-w-52 truncate font-normal text-ink-muted text-xs">
              {row.reason}
            </span>
          )}
        </>
      ),
    },
    { id: 'at', header: t('list.at'), cell: (row) => <DateTime f={f} value={row.at} /> },
    { id: 'actor', header: t('list.actor'), cell: (row) => words.actorOf(row.actor) },
    {
      id: 'subject',
      header: t('list.subject'),
      cell: (row) => (
        <Subject text={words.subjectOf(row.subject)} href={words.hrefOf(row.subject)} />
      ),
    },
    {
      id: 'customer',
      header: t('list.customer'),
      role: 'extra',
      cell: (row) =>
        row.customer === null ? (
          '–'
        ) : (
          <AppLink
            href={`/admin/customers/${row.customer.id}`}
            className="rounded-sm hover:underline"
          >
            {row.customer.name ?? `#${row.customer.id}`}
          </AppLink>
        ),
    },
    {
      id: 'changes',
      header: t('list.changes'),
      cell: (row) => (
        <Summary
          changes={changesOf(row.before, row.after)}
          more={(count) => t('list.more', { count })}
        />
      ),
    },
  ];
}

function Subject({ text, href }: { text: string; href: string | undefined }) {
  return href === undefined ? (
    text
  ) : (
    <AppLink href={href} className="rounded-sm hover:underline">
      {text}
    </AppLink>
  );
}

type SummaryProps = {
  changes: readonly FieldChange[];
  more: (count: number) => string;
};

function Summary({ changes, more }: SummaryProps) {
  if (changes.length === 0) return '–';
  const rest = changes.length - SHOWN_CHANGES;
  return (
    <span className="block max-w-44 font-mono text-ink-muted text-xs">
      {changes.slice(0, SHOWN_CHANGES).map(({ field, before, after }) => (
        <span key={field} className="block truncate">
          {field}: {before === null ? '' : `${before} → `}
          {after ?? '∅'}
        </span>
      ))}
      {rest > 0 && <span className="font-sans">{more(rest)}</span>}
    </span>
  );
}
