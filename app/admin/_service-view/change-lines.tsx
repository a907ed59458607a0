import { useTranslations } from 'next-intl';
import type { ChangeLine } from './field-words';

/** Values before and after, field by field. */
export function ChangeLines({ lines }: { lines: readonly ChangeLine[] }) {
  const t = useTranslations('admin-services.field');
  if (lines.length === 0) return null;
  return (
    <dl className="mt-1 grid gap-x-4 gap-y-0.5 text-xs sm:grid-cols-[max-content_1fr]">
      {lines.map(({ id, label, before, after }) => (
        <div key={id} className="contents">
          <dt className="text-ink-muted">{label}</dt>
          <dd className="min-w-0 [overflow-wrap:anywhere]">
            {before !== undefined && (
              <>
                <span className="sr-only">{t('before')} </span>
                <del className="text-ink-muted">{before}</del>
              </>
            )}
            {before !== undefined && after !== undefined && <span aria-hidden> → </span>}
            {after !== undefined && (
              <>
                {before !== undefined && <span className="sr-only">{t('after')} </span>}
                <ins className="no-underline">{after}</ins>
              </>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
