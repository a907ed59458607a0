'use client';

import { useId } from 'react';
import { CheckboxField } from '@/app/_forms/choice-fields';

type CheckListProps = {
  name: string;
  label: string;
  hint: string;
  options: readonly { value: string; label: string }[];
  chosen: readonly string[];
};

/** Multiple choice from a short list: sites, plans. Nothing ticked means all of them, and the hint says so. */
export function CheckList({ name, label, hint, options, chosen }: CheckListProps) {
  const hintId = useId();
  return (
    <fieldset aria-describedby={hintId} className="min-w-0 sm:col-span-2">
      <legend className="font-medium">{label}</legend>
      <p id={hintId} className="mt-0.5 text-ink-muted text-xs">
        {hint}
      </p>
      <div className="mt-2 grid max-h-72 gap-x-4 gap-y-2 overflow-y-auto sm:grid-cols-2">
        {options.map((option) => (
          <CheckboxField
            key={option.value}
            name={name}
            value={option.value}
            label={option.label}
            defaultChecked={chosen.includes(option.value)}
          />
        ))}
      </div>
    </fieldset>
  );
}
