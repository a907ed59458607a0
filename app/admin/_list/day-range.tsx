import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { namedFields } from '@/app/_forms/named-fields';
import { type TableQuery, type TableSpec, tableHref } from '@/app/_tables/table-query';
import { Button, LinkButton } from '@/app/_ui/button';

type DayRangeProps = {
  path: string;
  spec: TableSpec;
  query: TableQuery;
  /** Names of the fields this form sets itself; all other parameters are kept. */
  own: readonly string[];
  /** Further fields before the days. */
  children?: ReactNode;
};

/** Filters a list by days: a plain form, so the state is in the address and it works without scripts. */
export async function DayRange({ path, spec, query, own, children }: DayRangeProps) {
  const t = await getTranslations('ui.dayRange');
  const field = namedFields(t);
  const kept = new URL(tableHref(path, spec, query, {}), 'http://list').searchParams;
  const isSet = own.some((name) => (query.filters[name]?.length ?? 0) > 0);
  const cleared = Object.fromEntries(
    Object.entries(query.filters).filter(([name]) => !own.includes(name)),
  );
  return (
    <form method="get" action={path} className="mb-3 flex flex-wrap items-end gap-3">
      {[...kept]
        .filter(([name]) => !own.includes(name))
        .map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
      {children}
      <Day {...field('from')} value={query.filters['from']?.[0]} />
      <Day {...field('until')} value={query.filters['until']?.[0]} />
      <Button type="submit">{t('apply')}</Button>
      {isSet && (
        <LinkButton variant="ghost" href={tableHref(path, spec, query, { filters: cleared })}>
          {t('clear')}
        </LinkButton>
      )}
    </form>
  );
}

function Day(props: { name: string; label: string; value: string | undefined }) {
  const id = `range-${props.name}`;
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-ink-muted text-xs">
        {props.label}
      </label>
      <input
        id={id}
        type="date"
        name={props.name}
        defaultValue={props.value}
        className="control w-40 tabular-nums"
      />
    </div>
  );
}
