'use client';

import { Combobox } from '@base-ui/react/combobox';
import { Check, ChevronDown, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { cn } from '@/app/_ui/cn';
import { MENU_ITEM, MENU_POPUP } from '@/app/_ui/menu';
import type { Option } from './choice-fields';
import { Field, type FieldProps } from './field';
import { useFieldState } from './form-context';

export type ComboOption = Option & {
  /** A second line, also searched. */
  hint?: string;
};

export type ComboFieldProps = FieldProps & {
  options: readonly ComboOption[];
  /** Value of the initially selected option. */
  defaultValue?: string | undefined;
  placeholder?: string;
  onChange?: (value: string | undefined) => void;
};

/** Chooses one of many by typing. The form sends the option's `value`. */
export function ComboField({
  name,
  label,
  hint,
  required,
  labelHidden,
  className,
  ...rest
}: ComboFieldProps) {
  const { options, defaultValue, placeholder, onChange } = rest;
  const { value } = useFieldState(name, defaultValue);
  const t = useTranslations('ui.form');
  return (
    <Field {...{ name, label, hint, required, labelHidden, className }}>
      {(control) => (
        <Combobox.Root
          key={value}
          items={options}
          name={name}
          defaultValue={options.find((option) => option.value === value) ?? null}
          itemToStringLabel={(option: ComboOption) => option.label}
          itemToStringValue={(option: ComboOption) => option.value}
          onValueChange={(option: ComboOption | null) => onChange?.(option?.value)}
        >
          <Combobox.InputGroup className="relative">
            <Combobox.Input
              id={control.id}
              aria-invalid={control['aria-invalid']}
              aria-describedby={control['aria-describedby']}
              aria-required={required}
              placeholder={placeholder ?? t('choose')}
              className="control pe-16"
            />
            <span className="absolute inset-y-0 end-1 flex items-center text-ink-muted">
              <Combobox.Clear aria-label={t('clear')} className={INLINE_BUTTON}>
                <X aria-hidden className="size-4" />
              </Combobox.Clear>
              <Combobox.Trigger aria-label={t('openList')} className={INLINE_BUTTON}>
                <ChevronDown aria-hidden className="size-4" />
              </Combobox.Trigger>
            </span>
          </Combobox.InputGroup>
          <ComboList />
        </Combobox.Root>
      )}
    </Field>
  );
}

const INLINE_BUTTON = 'flex size-7 items-center justify-center rounded-sm hover:text-ink';

function ComboList() {
  const t = useTranslations('ui.form');
  return (
    <Combobox.Portal>
      <Combobox.Positioner sideOffset={4} className="z-50">
        <Combobox.Popup className={cn(MENU_POPUP, 'w-(--anchor-width)')}>
          <Combobox.Empty>
            <p className="px-2.5 py-2 text-ink-muted">{t('noMatch')}</p>
          </Combobox.Empty>
          <Combobox.List className="max-h-72 overflow-y-auto overscroll-contain">
            {(option: ComboOption) => (
              <Combobox.Item
                key={option.value}
                value={option}
                disabled={option.disabled}
                className={MENU_ITEM}
              >
                <span className="min-w-0 flex-1">
                  <span className="block truncate">{option.label}</span>
                  {option.hint !== undefined && (
                    <span className="block truncate text-ink-muted text-xs">{option.hint}</span>
                  )}
                </span>
                <Combobox.ItemIndicator>
                  <Check aria-hidden />
                </Combobox.ItemIndicator>
              </Combobox.Item>
            )}
          </Combobox.List>
        </Combobox.Popup>
      </Combobox.Positioner>
    </Combobox.Portal>
  );
}
