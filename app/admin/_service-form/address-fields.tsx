'use client';

import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { RadioCards, SelectField } from '@/app/_forms/choice-fields';
import { namedFields } from '@/app/_forms/named-fields';
import { RepeatRows } from '@/app/_forms/repeat-rows';
import { TextField } from '@/app/_forms/text-fields';
import { Callout } from '@/app/_ui/callout';
import { type Ipv4Mode, ipv4Modes } from '@/lib/kit/words';
import { AddressPicker } from './address-picker';
import type { FormChoices } from './form-choices';
import type { FormValues } from './form-values';

type AddressFieldsProps = {
  values: FormValues;
  pools: FormChoices['pools'];
  routerId: string;
};

/** How the service gets its IPv4 address. */
export function AddressFields({ values, pools, routerId }: AddressFieldsProps) {
  const t = useTranslations('admin-services.form');
  const field = namedFields(t);
  const address = useRef<HTMLInputElement>(null);
  const [mode, setMode] = useState<Ipv4Mode>(values.ipv4Mode ?? 'none');
  const offered = pools.filter((pool) => String(pool.routerId) === routerId);
  return (
    <>
      <RadioCards
        {...field('ipv4Mode')}
        defaultValue={mode}
        onChange={(value) => setMode(ipv4Modes.find((one) => one === value) ?? 'none')}
        options={ipv4Modes.map((one) => ({
          value: one,
          label: t(`ipv4Modes.${one}`),
          hint: t(`ipv4ModeHints.${one}`),
        }))}
        required
        className="[&_div.grid]:sm:grid-cols-3"
      />
      {mode === 'permanent' && (
        <>
          <TextField
            ref={address}
            {...field('ipv4Address')}
            defaultValue={values.ipv4Address ?? undefined}
            placeholder="10.0.0.15"
            required
            className="sm:max-w-sm"
          />
          <AddressPicker input={address} routerId={routerId} />
          <RepeatRows
            name="additionalNetworks"
            label={t('networks')}
            hint={t('networksHint')}
            addLabel={t('addNetwork')}
            maxRows={32}
            defaultRows={(values.additionalNetworks ?? []).map((network) => ({ '': network }))}
            columns={[{ name: '', label: t('network'), placeholder: '192.168.88.0/24' }]}
          />
        </>
      )}
      {mode === 'dynamic' && <PoolField values={values} pools={offered} />}
    </>
  );
}

function PoolField({ values, pools }: Pick<AddressFieldsProps, 'values' | 'pools'>) {
  const t = useTranslations('admin-services.form');
  const [poolId, setPoolId] = useState(values.ipv4PoolId?.toString() ?? '');
  const chosen = pools.find((pool) => String(pool.poolId) === poolId);
  const isFull = pools.length > 0 && pools.every((pool) => pool.fill === 'exhausted');
  return (
    <>
      <SelectField
        name="ipv4PoolId"
        label={t('pool')}
        hint={pools.length === 0 ? t('noPools') : t('poolHint')}
        placeholder={t('anyPool')}
        defaultValue={poolId}
        onChange={setPoolId}
        options={pools.map((pool) => ({ value: String(pool.poolId), label: pool.label }))}
        className="sm:max-w-sm"
      />
      {chosen === undefined && isFull && <Callout tone="warning" title={t('poolsFull')} />}
      {chosen !== undefined && chosen.fill !== 'roomy' && (
        <Callout
          tone="warning"
          title={t(chosen.fill === 'exhausted' ? 'poolFull' : 'poolNearlyFull', {
            pool: chosen.name,
            services: chosen.services,
            size: chosen.size,
          })}
        />
      )}
    </>
  );
}
