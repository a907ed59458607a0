import type { ReactNode } from 'react';
import { cn } from './cn';

export type KeyValue = {
  id: string;
  label: ReactNode;
  value: ReactNode;
  /** A sum or result: emphasised, with a line above. */
  strong?: boolean;
};

export type KeyValueListProps = {
  items: readonly KeyValue[];
  /** `sheet` aligns values to the end, as on a bill; `facts` puts them under their labels, in columns. */
  layout?: 'sheet' | 'facts';
  className?: string;
};

/** Facts about one thing, or the lines of a calculation. */
export function KeyValueList({ items, layout = 'sheet', className }: KeyValueListProps) {
  if (layout === 'facts') {
    return (
      <dl className={cn('grid grid-cols-2 gap-x-6 gap-y-4 md:grid-cols-3', className)}>
        {items.map((item) => (
          <div key={item.id} className="min-w-0">
            <dt className="text-ink-muted text-xs">{item.label}</dt>
            <dd className={cn('mt-0.5 [overflow-wrap:anywhere]', item.strong && 'font-semibold')}>
              {item.value}
            </dd>
          </div>
        ))}
      </dl>
    );
  }
  return (
    <dl className={cn('divide-y divide-line', className)}>
      {items.map((item) => (
        <div
          key={item.id}
          className={cn(
            'flex items-baseline justify-between gap-4 py-2 first:pt-0 last:pb-0',
            item.strong && 'font-semibold',
          )}
        >
          {/* Neither breaks a word of the other: the label keeps room for one, and a value its longest one. */}
          <dt
            className={cn(
              'min-w-[min(33%,6rem)] [overflow-wrap:anywhere]',
              !item.strong && 'text-ink-muted',
            )}
          >
            {item.label}
          </dt>
          <dd className="max-w-[calc(100%-min(33%,6rem)-1rem)] text-end tabular-nums [overflow-wrap:break-word]">
            {item.value}
          </dd>
        </div>
      ))}
    </dl>
  );
}
