import { getTranslations } from 'next-intl/server';
import { getOperatorFormats } from '@/app/_operator/operator';
import { LinkButton } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { ChangeLines } from '@/app/admin/_service-view/change-lines';
import { historyWords } from '@/app/admin/_service-view/history-words';
import { actorWords } from '@/app/admin/_shared/actor-words';
import type { HistoryPage } from '@/lib/screens/admin/service-history';

type HistoryCardProps = {
  serviceId: number;
  history: HistoryPage;
};

/** Every change: who, when, why, before and after. */
export async function HistoryCard({ serviceId, history }: HistoryCardProps) {
  const [t, f, who, words] = await Promise.all([
    getTranslations('admin-services.detail'),
    getOperatorFormats(),
    actorWords(),
    historyWords(history.names),
  ]);
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
          {history.rows.map((row) => {
            const { title, lines } = words(row);
            return (
              <li
                key={row.historyId}
                className="grid gap-x-6 gap-y-1 py-3 first:pt-0 last:pb-0 md:grid-cols-[11rem_1fr]"
              >
                <p className="text-ink-muted text-xs tabular-nums leading-5">
                  {f.dateTime(row.at)}
                  <span className="block">{who(row)}</span>
                </p>
                <div className="min-w-0">
                  <p className="font-medium">{title}</p>
                  {row.reason !== null && row.reason !== '' && (
                    <p className="text-ink-muted">“{row.reason}”</p>
                  )}
                  <ChangeLines lines={lines} />
                </div>
              </li>
            );
          })}
        </ol>
      )}
    </Card>
  );
}
