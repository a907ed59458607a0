'use client';

import { Plus, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { Button } from '@/app/_ui/button';
import { cn } from '@/app/_ui/cn';
import { IconButton } from '@/app/_ui/icon-button';
import type { Option } from './choice-fields';
import { FieldErrors } from './field';
import { useFieldState, useFormState } from './form-context';
import { keptValues } from './form-state';

export type RowColumn = {
  /** Part of the field's name: `discounts.0.<name>`. Empty for lists of plain texts: `macs.0`. */
  name: string;
  label: string;
  type?: 'text' | 'number' | 'date' | 'select' | 'checkbox';
  /** For `select`. */
  options?: readonly Option[];
  placeholder?: string;
  /** Share of the row's width; defaults to 1. */
  grow?: 1 | 2 | 3;
};

export type RepeatRowsProps = {
  name: string;
  label: string;
  hint?: string;
  columns: readonly RowColumn[];
  /** Initial rows; values by column name. */
  defaultRows?: readonly Record<string, string>[];
  addLabel?: string;
  maxRows?: number;
};

type Row = {
  key: string;
  values: Record<string, string>;
};

/** A list with rows to add and remove: discounts, addresses, label and value. */
export function RepeatRows({
  name,
  label,
  hint,
  columns,
  defaultRows = [],
  addLabel,
  maxRows = 50,
}: RepeatRowsProps) {
  const t = useTranslations('ui.form');
  const headingId = useId();
  const { id, errors } = useFieldState(name);
  const [rows, setRows] = useState<readonly Row[]>(() =>
    defaultRows.map((values, index) => ({ key: `given-${index}`, values })),
  );
  const [notice, setNotice] = useState('');
  const [nextKey, setNextKey] = useState(0);

  function add() {
    setRows([...rows, { key: `new-${nextKey}`, values: {} }]);
    setNextKey(nextKey + 1);
    setNotice(t('rowAdded', { number: rows.length + 1 }));
  }

  function remove(key: string) {
    setRows(rows.filter((row) => row.key !== key));
    setNotice(t('rowRemoved'));
  }

  return (
    <fieldset id={id} aria-labelledby={headingId} className="min-w-0">
      <p id={headingId} className="font-medium">
        {label}
      </p>
      {hint !== undefined && <p className="mt-0.5 text-ink-muted text-xs">{hint}</p>}
      <ol className="mt-2 flex flex-col gap-2">
        {rows.map((row, index) => (
          <li
            key={row.key}
            className="flex items-start gap-2 max-sm:rounded-md max-sm:border max-sm:border-line max-sm:p-3"
          >
            <div className="flex min-w-0 flex-1 flex-col gap-2 sm:flex-row">
              {columns.map((column) => (
                <RowControl key={column.name} list={name} index={index} column={column} row={row} />
              ))}
            </div>
            <IconButton
              label={t('removeRow', { number: index + 1 })}
              icon={<Trash2 aria-hidden />}
              onClick={() => remove(row.key)}
              className="pointer-coarse:size-11"
            />
          </li>
        ))}
      </ol>
      {rows.length < maxRows && (
        <Button size="sm" className="mt-2" icon={<Plus aria-hidden />} onClick={add}>
          {addLabel ?? t('addRow')}
        </Button>
      )}
      <FieldErrors id={`${id}-error`} errors={errors} />
      <p role="status" className="sr-only">
        {notice}
      </p>
    </fieldset>
  );
}

type RowControlProps = {
  list: string;
  index: number;
  column: RowColumn;
  row: Row;
};

const grows = { 1: 'sm:flex-1', 2: 'sm:flex-2', 3: 'sm:flex-3' };

function RowControl({ list, index, column, row }: RowControlProps) {
  const t = useTranslations('ui.form');
  const { state } = useFormState();
  const name = [list, index, column.name].filter((part) => part !== '').join('.');
  const { id, errors } = useFieldState(name);
  // Rows are client state and keep their own text; only errors come from the server.
  const given = row.values[column.name] ?? '';
  const sent = keptValues(state)?.[name]?.at(-1);
  const attributes = {
    id,
    name,
    'aria-label': t('rowLabel', { label: column.label, number: index + 1 }),
    'aria-invalid': errors.length > 0 || undefined,
    'aria-describedby': errors.length > 0 ? `${id}-error` : undefined,
  };
  return (
    <div className={cn('flex min-w-0 flex-col gap-1', grows[column.grow ?? 1])}>
      <span aria-hidden className={cn('text-ink-muted text-xs', index > 0 && 'sm:hidden')}>
        {column.label}
      </span>
      <RowInput column={column} attributes={attributes} value={sent ?? given} />
      <FieldErrors id={`${id}-error`} errors={errors} />
    </div>
  );
}

type RowInputProps = {
  column: RowColumn;
  attributes: { id: string; name: string };
  value: string;
};

function RowInput({ column, attributes, value }: RowInputProps) {
  const t = useTranslations('ui.form');
  if (column.type === 'select') {
    return (
      <select key={value} {...attributes} defaultValue={value} className="control">
        {value === '' && <option value="">{t('choose')}</option>}
        {column.options?.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    );
  }
  if (column.type === 'checkbox') {
    return (
      <input
        {...attributes}
        type="checkbox"
        defaultChecked={value === 'on'}
        className="my-2.5 size-4.5 accent-accent"
      />
    );
  }
  return (
    <input
      {...attributes}
      type={column.type === 'date' ? 'date' : 'text'}
      {...(column.type === 'number' ? { inputMode: 'decimal' as const } : {})}
      placeholder={column.placeholder}
      defaultValue={value}
      className="control"
    />
  );
}
