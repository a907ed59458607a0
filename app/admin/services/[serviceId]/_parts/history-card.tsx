import { getTranslations } from 'next-intl/server';
import { getOperatorFormats } from '@/app/_operator/operator';
import { LinkButton } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { actorWords } from '@/app/admin/customers/_view/actor-words';
import { ChangeWords } from '@/app/admin/customers/_view/change-words';
import type { HistoryView } from '@/lib/services/admin/detail/queries';

interface HistoryCardProps {
  serviceId: number;
  history: { rows: HistoryView[]; next: number | undefined };
}

/** Every change: who, when, why, before and after. */
export async function HistoryCard({ serviceId, history }: HistoryCardProps) {
  const [t, actions, holds, f, who] = await Promise.all([
    getTranslations('admin-services.detail'),
    getTranslations('admin-services.historyAction'),
    getTranslations('admin-services.hold'),
    getOperatorFormats(),
    actorWords(),
  ]);
  const titleOf = (row: HistoryView) =>
    actions.has(row.action as 'created')
      ? actions(row.action as 'hold_set', { hold: row.hold === null ? '' : holds(row.hold) })
      : row.action;
  return (
    <Card
      title={t('history')}
      className="lg:col-span-2"
      {...(history.next === undefined
        ? {}
        : {
            footer: (
              <LinkButton
                href={`/admin/services/${serviceId}?before=${history.next}`}
                variant="ghost"
                size="sm"
              >
                {t('older')}
              </LinkButton>
            ),
          })}
    >
      {history.rows.length === 0 ? (
        <p className="text-ink-muted">{t('noHistory')}</p>
      ) : (
        <ol className="divide-y divide-line">
          {history.rows.map((row) => (
            <li
              key={row.historyId}
              className="grid gap-x-6 gap-y-1 py-3 first:pt-0 last:pb-0 md:grid-cols-[11rem_1fr]"
            >
              <p className="text-ink-muted text-xs tabular-nums leading-5">
                {f.dateTime(row.at)}
                <span className="block">{who(row)}</span>
              </p>
              <div className="min-w-0">
                <p className="font-medium">{titleOf(row)}</p>
                {row.reason !== null && row.reason !== '' && (
                  <p className="text-ink-muted">“{row.reason}”</p>
                )}
                <ChangeWords before={row.before} after={row.after} />
              </div>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}
