'use client';

import { useTranslations } from 'next-intl';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { SelectField } from '@/app/_forms/choice-fields';
import { idleState } from '@/app/_forms/form-state';
import { Button } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import type { AddressOffer } from '@/lib/screens/admin/addresses';
import { offerFreeAddresses } from './actions';

type AddressPickerProps = {
  /** The input for the address. */
  input: RefObject<HTMLInputElement | null>;
  routerId: string;
};

const OFFERED_AT_FIRST = 8;

/** Free addresses of the networks that fit the router; proposes the first one while the field is empty. */
export function AddressPicker({ input, routerId }: AddressPickerProps) {
  const t = useTranslations('admin-services.form');
  const [networkId, setNetworkId] = useState('');
  const [limit, setLimit] = useState(OFFERED_AT_FIRST);
  const [offer, setOffer] = useState<AddressOffer | 'failed'>();
  const proposed = useRef('');
  useEffect(() => {
    let isCurrent = true;
    void readOffer({ routerId, networkId, limit }).then((answer) => {
      if (!isCurrent) return;
      setOffer(answer);
      if (answer === 'failed') return;
      const field = input.current;
      const [first] = answer.free;
      // Typed text stays; a proposed address follows the choice of router and network.
      if (field === null || (field.value !== '' && field.value !== proposed.current)) return;
      proposed.current = first?.address ?? '';
      field.value = proposed.current;
    });
    return () => {
      isCurrent = false;
    };
  }, [routerId, networkId, limit, input]);

  if (offer === undefined) return null;
  if (offer === 'failed') return <Callout tone="warning" title={t('addressFailed')} />;
  const { free, networks } = offer;
  if (networks.length === 0) return <Callout tone="warning" title={t('addressNone')} />;
  const chosen = networks.filter((one) => networkId === '' || String(one.networkId) === networkId);
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="sr-only">{t('addressFree')}</legend>
      {networks.length > 1 && (
        <SelectField
          name="offerNetworkId"
          label={t('addressNetwork')}
          placeholder={t('addressAnyNetwork')}
          defaultValue={networkId}
          onChange={setNetworkId}
          options={networks.map((one) => ({
            value: String(one.networkId),
            label: `${one.name} (${one.cidr})`,
          }))}
          className="sm:max-w-sm"
        />
      )}
      {free.length === 0 ? (
        <Callout
          tone="warning"
          title={t('addressExhausted', {
            count: chosen.length,
            networks: chosen.map((one) => `${one.name} (${one.cidr})`).join(', '),
          })}
        />
      ) : (
        <div className="flex flex-wrap gap-1.5">
          {free.map(({ address }) => (
            <Button
              key={address}
              size="sm"
              variant="soft"
              aria-label={t('addressUse', { address })}
              onClick={() => {
                if (input.current !== null) input.current.value = address;
              }}
            >
              {address}
            </Button>
          ))}
          {free.length === limit && (
            <Button size="sm" variant="ghost" onClick={() => setLimit(limit * 4)}>
              {t('addressMore')}
            </Button>
          )}
        </div>
      )}
    </fieldset>
  );
}

async function readOffer(query: Record<string, string | number>): Promise<AddressOffer | 'failed'> {
  const form = new FormData();
  for (const [name, value] of Object.entries(query)) form.set(name, String(value));
  try {
    const { data } = await offerFreeAddresses(idleState, form);
    return data === undefined ? 'failed' : (data as AddressOffer);
  } catch {
    // The connection failed, but the field can still be filled in.
    return 'failed';
  }
}
