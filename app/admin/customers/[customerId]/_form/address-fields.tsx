'use client';

import { useTranslations } from 'next-intl';
import { namedFields } from '@/app/_forms/named-fields';
import { RepeatRows } from '@/app/_forms/repeat-rows';
import { addressKinds } from '@/lib/kit/words';
import type { AddressView } from '@/lib/screens/admin/customer';

export function AddressFields({ addresses }: { addresses: readonly AddressView[] }) {
  const t = useTranslations('admin-customers.details');
  const field = namedFields(t);
  return (
    <RepeatRows
      {...field('addresses')}
      addLabel={t('addAddress')}
      maxRows={20}
      defaultRows={addresses.map((address) => ({ ...address }))}
      columns={[
        {
          ...field('kind'),
          type: 'select',
          options: addressKinds.map((kind) => ({ value: kind, label: t(`kindName.${kind}`) })),
        },
        { ...field('lines'), grow: 3 },
        field('postalCode'),
        { ...field('city'), grow: 2 },
        field('country'),
      ]}
    />
  );
}
