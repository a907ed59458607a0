'use client';

import { useTranslations } from 'next-intl';
import { cn } from '@/app/_ui/cn';
import { plainValues } from '@/lib/routers/exact-text';

type RowChangesProps = {
  /** Values of a row before and after; null is absent. Never contains a password. */
  change: {
    before: Record<string, string | null>;
    after: Record<string, string | null>;
  };
  className?: string;
};

/** Current and future values of a router's row, property by property. */
export function RowChanges({ change, className }: RowChangesProps) {
  const t = useTranslations('admin-routers.live');
  const [before, after] = [plainValues(change.before), plainValues(change.after)];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => (before[name] ?? '') !== (after[name] ?? ''),
  );
  if (names.length === 0) return null;
  return (
    <dl className={cn('font-mono text-xs leading-relaxed', className)}>
      {names.map((name) => (
        <div key={name} className="[overflow-wrap:anywhere]">
          <dt className="inline text-ink-muted">{name}: </dt>
          <dd className="inline">
            {before[name] ? <del className="text-ink-muted">{before[name]}</del> : null}
            {before[name] && after[name] ? ' ' : ''}
            {after[name] ? (
              <ins className="no-underline">{after[name]}</ins>
            ) : before[name] ? null : (
              t('unknown')
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
