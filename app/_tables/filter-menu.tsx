'use client';

import { ListFilter } from 'lucide-react';
import { Button } from '@/app/_ui/button';
import { CheckMenu } from '@/app/_ui/menu';
import type { TableFilter } from './columns';

type FilterMenuProps = {
  filter: TableFilter;
  chosen: readonly string[];
  onChange: (values: string[]) => void;
};

/** The values of one filter, with multiple choice. */
export function FilterMenu({ filter, chosen, onChange }: FilterMenuProps) {
  return (
    <CheckMenu
      items={filter.options.map((option) => ({
        id: option.value,
        label: option.label,
        checked: chosen.includes(option.value),
      }))}
      onChange={(value, checked) =>
        onChange(checked ? [...chosen, value] : chosen.filter((other) => other !== value))
      }
      trigger={
        <Button variant="secondary" icon={<ListFilter aria-hidden />}>
          {filter.label}
        </Button>
      }
    />
  );
}
