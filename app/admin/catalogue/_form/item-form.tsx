'use client';

import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { Form } from '@/app/_forms/form';
import { browserState, type FormAction } from '@/app/_forms/form-state';
import { SubmitButton } from '@/app/_forms/submit-button';
import { LinkButton } from '@/app/_ui/button';
import type { FormatSettings } from '@/lib/kit/format';
import type { TaxMode } from '@/lib/kit/words';
import { AudienceSection } from './audience-section';
import { BasicsSection } from './basics-section';
import { ChangesSection } from './changes-section';
import { type ChangePreviewText, ConfirmChange } from './confirm-change';
import type { ItemValues } from './item-values';
import type { FormChoices, LiveValues, SetLive } from './live-values';
import { NetworkSection } from './network-section';
import { PacksSection } from './packs-section';
import { PricePreview } from './price-preview';
import { PriceSection } from './price-section';

export type ItemFormProps = {
  values: ItemValues;
  choices: FormChoices;
  formats: FormatSettings;
  taxMode: TaxMode;
  action: FormAction;
  /** For an existing item: asks what to do with its services before saving. */
  existing?: { itemId: number; versionId: number; preview: FormAction };
  backHref: string;
};

/** The form of one catalogue item, from its name to its audience. */
export function ItemForm(props: ItemFormProps) {
  const { values, choices, formats, taxMode, existing } = props;
  const t = useTranslations('admin-catalogue.form');
  const [live, setAll] = useState<LiveValues>(() => liveOf(values));
  const setLive: SetLive = (change) => setAll((before) => ({ ...before, ...change }));
  const [preview, setPreview] = useState<ChangePreviewText | null>(null);
  const [choice, setChoice] = useState('keep');
  const marker = useRef<HTMLInputElement>(null);
  const isConfirmed = useRef(false);
  const isPlan = live.kind === 'internet';

  const action: FormAction = async (previous, form) => {
    if (!existing || isConfirmed.current) {
      isConfirmed.current = false;
      return props.action(previous, form);
    }
    const answer = await existing.preview(previous, form);
    const shown = answer.data as ChangePreviewText | undefined;
    if (answer.status !== 'ok' || shown === undefined) return answer;
    if (shown.choices.length === 0) return props.action(previous, form);
    setPreview(shown);
    return browserState.kept(textsOf(form));
  };

  const confirm = () => {
    isConfirmed.current = true;
    setPreview(null);
    marker.current?.form?.requestSubmit();
  };

  return (
    <>
      <Form action={action} label={t('label')} className="gap-5">
        {existing && (
          <>
            <input type="hidden" name="itemId" value={existing.itemId} />
            <input type="hidden" name="expectedVersionId" value={existing.versionId} />
          </>
        )}
        <input ref={marker} type="hidden" name="existing" value={choice} />
        <div className="grid gap-5 lg:grid-cols-3">
          <div className="flex min-w-0 flex-col gap-5 lg:col-span-2">
            <BasicsSection values={values} choices={choices} setLive={setLive} isNew={!existing} />
            <PriceSection
              values={values}
              live={live}
              setLive={setLive}
              currency={formats.currency}
              taxMode={taxMode}
            />
            {isPlan && <NetworkSection values={values} live={live} setLive={setLive} />}
            {isPlan && live.dataLimit.trim() !== '' && (
              <PacksSection values={values} currency={formats.currency} />
            )}
            {live.intervalUnit !== '' && (
              <ChangesSection
                values={values}
                choices={choices}
                currency={formats.currency}
                isPlan={isPlan}
              />
            )}
            <AudienceSection values={values} choices={choices} />
          </div>
          <div className="flex flex-col gap-4 lg:sticky lg:top-20 lg:self-start">
            <PricePreview live={live} formats={formats} taxMode={taxMode} />
            <div className="flex flex-wrap gap-2">
              <SubmitButton>{existing ? t('save') : t('create')}</SubmitButton>
              <LinkButton href={props.backHref}>{t('back')}</LinkButton>
            </div>
          </div>
        </div>
      </Form>
      <ConfirmChange
        preview={preview}
        choice={choice}
        onChoice={setChoice}
        onConfirm={confirm}
        onClose={() => setPreview(null)}
      />
    </>
  );
}

function liveOf(values: ItemValues): LiveValues {
  return {
    kind: values.kind,
    price: values.unitPriceMinor,
    taxRate: values.taxRatePpm,
    fee: values.activationFeeMinor,
    recurrenceMode: values.recurrenceMode,
    intervalCount: values.intervalCount,
    intervalUnit: values.intervalUnit,
    dataLimit: values.dataLimitBytes,
    capAction: values.capAction,
  };
}

function textsOf(form: FormData): Record<string, string[]> {
  const names = [...new Set(form.keys())];
  return Object.fromEntries(
    names.map((name) => [
      name,
      form.getAll(name).filter((entry): entry is string => typeof entry === 'string'),
    ]),
  );
}
