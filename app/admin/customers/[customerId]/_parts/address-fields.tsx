'use client';

import { useTranslations } from 'next-intl';
import { RepeatRows } from '@/app/_forms/repeat-rows';
import { addressKinds } from '@/lib/kit/words';
import type { AddressView } from '@/lib/screens/admin/customer';

export function AddressFields({ addresses }: { addresses: readonly AddressView[] }) {
  const t = useTranslations('admin-customers.details');
  return (
    <RepeatRows
      name="addresses"
      label={t('addresses')}
      addLabel={t('addAddress')}
      maxRows={20}
      defaultRows={addresses.map((address) => ({ ...address }))}
      columns={[
        {
          name: 'kind',
          label: t('kind'),
          type: 'select',
          options: addressKinds.map((kind) => ({ value: kind, label: t(`kindName.${kind}`) })),
        },
        { name: 'lines', label: t('lines'), grow: 3 },
        { name: 'postalCode', label: t('postalCode') },
        { name: 'city', label: t('city'), grow: 2 },
        { name: 'country', label: t('country') },
      ]}
    />
  );
}
