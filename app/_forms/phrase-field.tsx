'use client';

import { useTranslations } from 'next-intl';
import { useId } from 'react';

type PhraseFieldProps = {
  /** Text to type as confirmation. */
  phrase: string;
  /** Controlled, because a form empties other inputs with every answer. */
  value: string;
  onChange: (text: string) => void;
};

/** Asks for a text before an irreversible action; what was typed stays after a refusal. */
export function PhraseField({ phrase, value, onChange }: PhraseFieldProps) {
  const t = useTranslations('ui.confirm');
  const id = useId();
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="font-medium">
        {t('type', { phrase })}
      </label>
      <input
        id={id}
        autoComplete="off"
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="control"
      />
    </div>
  );
}
