'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { CheckboxField } from '@/app/_forms/choice-fields';
import { namedFields } from '@/app/_forms/named-fields';
import { PasswordField } from '@/app/_forms/password-field';
import { TextField } from '@/app/_forms/text-fields';
import { Callout } from '@/app/_ui/callout';

const defaultPorts = { tls: 8729, plain: 8728 };

export type ConnectionValues = {
  host: string;
  port: number;
  useTls: boolean;
  username: string;
};

/** Address and login of a router. */
export function ConnectionFields({ values }: { values?: ConnectionValues }) {
  const t = useTranslations('admin-routers.form');
  const field = namedFields(t);
  const [useTls, setUseTls] = useState(values?.useTls ?? true);
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField
        {...field('host')}
        defaultValue={values?.host}
        required
        autoComplete="off"
        spellCheck={false}
      />
      <TextField
        {...field('port', defaultPorts)}
        type="number"
        defaultValue={values?.port ?? defaultPorts.tls}
        required
      />
      <div className="flex flex-col gap-3 sm:col-span-2">
        <CheckboxField
          name="useTls"
          look="switch"
          label={t('tls')}
          hint={t('tlsHint')}
          defaultChecked={useTls}
          onChange={setUseTls}
        />
        {!useTls && (
          <Callout tone="warning" title={t('plainTitle')} role="status">
            {t('plainText')}
          </Callout>
        )}
      </div>
      <TextField
        {...field('username')}
        defaultValue={values?.username ?? 'netpurse'}
        required
        autoComplete="off"
        spellCheck={false}
      />
      <PasswordField
        {...field('password')}
        hint={values ? t('passwordKeep') : t('passwordHint')}
        autoComplete="off"
        required={values === undefined}
      />
    </div>
  );
}
