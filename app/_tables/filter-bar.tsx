'use client';

import { Search, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { debounce, useQueryStates } from 'nuqs';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import { useState, useTransition } from 'react';
import { Button } from '@/app/_ui/button';
import { Spinner } from '@/app/_ui/spinner';
import type { TableFilter } from './columns';
import { FilterMenu } from './filter-menu';
import { baseParsers, filterParsers } from './table-query';

type FilterBarProps = {
  /** Placeholder of the search field; absent: no search. */
  search: string | undefined;
  filters: readonly TableFilter[];
};

/** Search and filters; active ones are shown as chips and kept in the address. */
export function FilterBar(props: FilterBarProps) {
  return (
    <NuqsAdapter>
      <Bar {...props} />
    </NuqsAdapter>
  );
}

const SEARCH_DELAY_MS = 400;
const firstPage = { after: null, before: null };

function Bar({ search, filters }: FilterBarProps) {
  const t = useTranslations('ui.table');
  const [pending, startTransition] = useTransition();
  const [parsers] = useState(() => filterParsers(filters.map((filter) => filter.id)));
  const options = { shallow: false, history: 'replace' as const, startTransition };
  const [{ q }, setBase] = useQueryStates(baseParsers, options);
  const [chosen, setChosen] = useQueryStates(parsers, options);
  const chips = filters.flatMap((filter) =>
    (chosen[filter.id] ?? []).map((value) => ({ filter, value })),
  );

  function setFilter(id: string, values: string[]) {
    void setBase(firstPage);
    void setChosen({ [id]: values.length === 0 ? null : values });
  }

  return (
    <search
      className="flex min-w-0 flex-1 flex-wrap items-center gap-2 max-sm:basis-full"
      aria-busy={pending}
    >
      {search !== undefined && (
        <span className="relative w-full sm:w-72">
          <Search
            aria-hidden
            className="absolute inset-y-0 start-3 my-auto size-4 text-ink-muted"
          />
          <input
            type="search"
            aria-label={t('searchLabel')}
            placeholder={search}
            defaultValue={q}
            onChange={(event) => {
              const value = event.target.value;
              const limit = debounce(value === '' ? 0 : SEARCH_DELAY_MS);
              void setBase(
                { q: value === '' ? null : value, ...firstPage },
                { limitUrlUpdates: limit },
              );
            }}
            className="control ps-9"
          />
        </span>
      )}
      {filters.map((filter) => (
        <FilterMenu
          key={filter.id}
          filter={filter}
          chosen={chosen[filter.id] ?? []}
          onChange={(values) => setFilter(filter.id, values)}
        />
      ))}
      {chips.map(({ filter, value }) => (
        <FilterChip
          key={`${filter.id}:${value}`}
          name={filter.label}
          value={filter.options.find((option) => option.value === value)?.label ?? value}
          onRemove={() =>
            setFilter(
              filter.id,
              (chosen[filter.id] ?? []).filter((other) => other !== value),
            )
          }
        />
      ))}
      {chips.length > 1 && (
        <Button variant="ghost" size="sm" onClick={() => void setChosen(null)}>
          {t('clearFilters')}
        </Button>
      )}
      <span role="status" className="text-ink-muted">
        {pending && (
          <>
            <Spinner className="animate-appear-late" />
            <span className="sr-only">{t('updating')}</span>
          </>
        )}
      </span>
    </search>
  );
}

type FilterChipProps = {
  name: string;
  value: string;
  onRemove: () => void;
};

function FilterChip({ name, value, onRemove }: FilterChipProps) {
  const t = useTranslations('ui.table');
  return (
    <span className="inline-flex h-8 items-center gap-1 rounded-full bg-accent-soft ps-3 pe-1 text-accent-ink text-xs">
      {t('filterValue', { name, value })}
      <button
        type="button"
        aria-label={t('removeFilter', { name: `${name}: ${value}` })}
        onClick={onRemove}
        className="touch-area inline-flex size-6 items-center justify-center rounded-full hover:bg-accent/15"
      >
        <X aria-hidden className="size-3.5" />
      </button>
    </span>
  );
}
