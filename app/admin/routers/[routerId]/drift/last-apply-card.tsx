import { Undo2 } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { ConfirmDialog } from '@/app/_forms/confirm-dialog';
import { getOperatorFormats } from '@/app/_operator/operator';
import { SimpleTable } from '@/app/_tables/simple-table';
import { Button } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { DateTime } from '@/app/_ui/values';
import { plainValues } from '@/lib/routers/exact-text';
import type { LastApplyView } from '@/lib/screens/admin/last-apply';
import type { RouterDetail } from '@/lib/screens/admin/router';
import { undo } from './actions';

/** More rows than a person would compare; the push log has all of them. */
const ROWS_MAX = 50;

type LastApplyProps = {
  router: RouterDetail;
  apply: LastApplyView;
  now: Date;
  /** Why this person cannot undo now. */
  refusal: string | undefined;
};

/** What the last repair or adoption wrote, the values before, and a button to undo it. */
export async function LastApplyCard({ router, apply, now, refusal }: LastApplyProps) {
  const [t, f] = await Promise.all([getTranslations('admin-routers.undo'), getOperatorFormats()]);
  return (
    <Card
      title={t(`title.${apply.kind}`)}
      description={
        <>
          <DateTime f={f} value={apply.at} show="relative" now={now} />
          {' · '}
          {apply.byName ?? t('byJob')}
          {' · '}
          {t('count', { count: apply.rows.length })}
        </>
      }
      flush
      actions={
        refusal === undefined ? (
          <ConfirmUndo router={router} count={apply.rows.length} />
        ) : (
          <Button disabledReason={refusal}>{t('open')}</Button>
        )
      }
    >
      <SimpleTable
        label={t(`title.${apply.kind}`)}
        rows={apply.rows.slice(0, ROWS_MAX)}
        rowId={(row) => `${row.kind} ${row.menu} ${row.key}`}
        columns={[
          {
            id: 'row',
            header: t('row'),
            role: 'title',
            cell: (row) => (
              <>
                <span className="font-mono [overflow-wrap:anywhere]">{row.key}</span>
                <span className="block font-mono font-normal text-ink-muted text-xs">
                  {row.menu}
                </span>
              </>
            ),
          },
          { id: 'what', header: t('what'), cell: (row) => t(`kind.${row.kind}`) },
          {
            id: 'before',
            header: t('before'),
            cell: (row) => <Values values={row.before} />,
          },
          {
            id: 'after',
            header: t('after'),
            cell: (row) => <Values values={row.after} />,
          },
        ]}
      />
    </Card>
  );
}

async function ConfirmUndo({ router, count }: { router: RouterDetail; count: number }) {
  const t = await getTranslations('admin-routers.undo');
  return (
    <ConfirmDialog
      trigger={
        <Button>
          <Undo2 aria-hidden />
          {t('open')}
        </Button>
      }
      title={t('confirmTitle')}
      confirmLabel={t('confirm')}
      action={undo}
      tone="accent"
      fields={<input type="hidden" name="routerId" value={router.routerId} />}
    >
      <ul className="list-disc ps-5">
        <li>{t('effect.rows', { count })}</li>
        <li>{t('effect.touched')}</li>
        <li>{t('effect.access')}</li>
        <li>{t('effect.kept')}</li>
        <li>{t('effect.left')}</li>
      </ul>
    </ConfirmDialog>
  );
}

function Values({ values }: { values: Record<string, string | null> }) {
  const entries = Object.entries(plainValues(values));
  if (entries.length === 0) return <span className="text-ink-muted">–</span>;
  return (
    <span className="font-mono text-xs [overflow-wrap:anywhere]">
      {entries.map(([name, value]) => `${name}=${value ?? ''}`).join(' ')}
    </span>
  );
}
