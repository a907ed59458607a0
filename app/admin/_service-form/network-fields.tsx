'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { CheckboxField, SelectField } from '@/app/_forms/choice-fields';
import { namedFields } from '@/app/_forms/named-fields';
import { PasswordField } from '@/app/_forms/password-field';
import { RepeatRows } from '@/app/_forms/repeat-rows';
import { TextField } from '@/app/_forms/text-fields';
import { accessMethods } from '@/lib/kit/words';
import { AddressFields } from './address-fields';
import type { FormChoices } from './form-choices';
import type { FormValues } from './form-values';

type NetworkFieldsProps = {
  values: FormValues;
  choices: Pick<FormChoices, 'routers' | 'pools'>;
  /** False on a planned change: a secret must not wait in a table of plans. */
  withPassword?: boolean;
  /** The service is to be connected now, which requires a router and an access method. */
  isConnecting?: boolean;
};

/** How the service reaches the network; fields that do not apply to the current choice are hidden. */
export function NetworkFields({
  values,
  choices,
  withPassword = true,
  isConnecting = false,
}: NetworkFieldsProps) {
  const t = useTranslations('admin-services.form');
  const field = namedFields(t);
  const access = useTranslations('admin-services.access');
  const [routerId, setRouterId] = useState(values.routerId?.toString() ?? '');
  const [method, setMethod] = useState<string>(values.accessMethod ?? '');
  const router = choices.routers.find((one) => String(one.routerId) === routerId);
  const methods = router?.accessMethods ?? accessMethods;
  const usesFirstMac = method === 'pppoe' || method === 'hotspot';
  return (
    <div className="flex flex-col gap-4">
      <input type="hidden" name="hasNetwork" value="on" />
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          {...field('routerId')}
          hint={t(router?.isOff ? 'routerOffHint' : 'routerHint')}
          placeholder={t('noRouter')}
          defaultValue={routerId}
          required={isConnecting}
          onChange={setRouterId}
          options={choices.routers.map(({ routerId: id, name, isOff }) => ({
            value: String(id),
            label: isOff ? t('routerIsOff', { router: name }) : name,
          }))}
        />
        <SelectField
          {...field('accessMethod')}
          placeholder={t('noAccess')}
          defaultValue={method}
          required={isConnecting}
          onChange={setMethod}
          options={accessMethods.map((one) => ({
            value: one,
            label: access(one),
            // The current method stays selectable, or saving the form would remove it.
            disabled: !methods.includes(one) && one !== values.accessMethod,
          }))}
        />
        <TextField
          {...field('login')}
          defaultValue={values.login ?? undefined}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          className="[&_input]:font-mono"
        />
        {withPassword && (
          <div className="flex min-w-0 flex-col gap-2">
            <PasswordField
              {...field('password')}
              hint={values.hasOwnPassword ? t('passwordKeep') : t('passwordHint')}
              autoComplete="off"
            />
            {values.hasOwnPassword && (
              <CheckboxField
                name="removesPassword"
                label={t('passwordRemove')}
                hint={t('passwordRemoveHint')}
              />
            )}
          </div>
        )}
      </div>
      <AddressFields values={values} pools={choices.pools} routerId={routerId} />
      <RepeatRows
        name="macAddresses"
        label={t('macs')}
        hint={usesFirstMac ? t('macsFirstOnly') : t('macsHint')}
        addLabel={t('addMac')}
        maxRows={16}
        defaultRows={(values.macAddresses ?? []).map((mac) => ({ '': mac }))}
        columns={[{ name: '', label: t('mac'), placeholder: '02:AA:00:00:00:01' }]}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          name="ipv6Prefix"
          label={t('ipv6')}
          hint={t('ipv6Hint')}
          defaultValue={values.ipv6Prefix ?? undefined}
          placeholder="2001:db8:12::/56"
        />
        <TextField {...field('portId')} defaultValue={values.portId ?? undefined} maxLength={60} />
      </div>
    </div>
  );
}
