import { SimpleTable } from '@/app/_tables/simple-table';
import type { SaidPlan } from '@/lib/orders/rules/plan-terms';
import { type ComparedLine, comparedLines, getTermWords } from './plan-term-words';

type ComparedPlanProps = {
  was: SaidPlan | null;
  now: SaidPlan | null;
  /** Names the compared plan where there are several. */
  title?: string;
};

/** Differences between two plans side by side; renders nothing when there are none. */
export async function ComparedPlan({ was, now, title }: ComparedPlanProps) {
  const words = await getTermWords();
  const { t } = words;
  const rows = comparedLines(words, was, now);
  if (rows.length === 0) return null;
  const name = title ?? t('title');
  return (
    <section aria-label={name} className="mt-4">
      <h2 className="mb-2 font-medium">{name}</h2>
      <SimpleTable<ComparedLine>
        label={name}
        rows={rows}
        rowId={({ id }) => id}
        columns={[
          { id: 'what', header: t('what'), role: 'title', cell: ({ label }) => label },
          { id: 'was', header: t('was'), cell: (row) => row.was },
          { id: 'now', header: t('now'), cell: (row) => <strong>{row.now}</strong> },
        ]}
      />
    </section>
  );
}
