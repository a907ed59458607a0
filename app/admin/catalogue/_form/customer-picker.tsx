'use client';

import { Plus, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { Button } from '@/app/_ui/button';
import { IconButton } from '@/app/_ui/icon-button';

type Customer = {
  value: string;
  label: string;
};

/** Customers the item is for, found by name, phone, login or number. */
export function CustomerPicker({ chosen }: { chosen: readonly Customer[] }) {
  const t = useTranslations('admin-catalogue.form');
  const id = useId();
  const [picked, setPicked] = useState<readonly Customer[]>(chosen);
  const [text, setText] = useState('');
  const [hits, setHits] = useState<readonly Customer[] | null>(null);

  const search = async () => {
    if (text.trim() === '') return;
    setHits(await findCustomers(text));
  };
  const add = (customer: Customer) => {
    setPicked([...picked.filter(({ value }) => value !== customer.value), customer]);
    setHits(null);
    setText('');
  };
  return (
    <div className="flex min-w-0 flex-col gap-2 sm:col-span-2">
      <label htmlFor={id} className="font-medium">
        {t('customers')}
      </label>
      <div className="flex gap-2">
        <input
          id={id}
          value={text}
          autoComplete="off"
          placeholder={t('customerSearch')}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            // Enter looks up the customer here; it must not save the item.
            event.preventDefault();
            void search();
          }}
          className="control"
        />
        <Button onClick={() => void search()}>{t('find')}</Button>
      </div>
      <ul className="flex flex-wrap gap-2" aria-live="polite">
        {hits?.map((hit) => (
          <li key={hit.value}>
            <Button size="sm" variant="soft" icon={<Plus aria-hidden />} onClick={() => add(hit)}>
              {hit.label}
            </Button>
          </li>
        ))}
        {hits?.length === 0 && <li className="text-ink-muted">{t('noCustomer')}</li>}
      </ul>
      <ul className="flex flex-wrap gap-2">
        {picked.map((customer) => (
          <li
            key={customer.value}
            className="flex items-center gap-1 rounded-md border border-line ps-3"
          >
            <input type="hidden" name="customerIds" value={customer.value} />
            {customer.label}
            <IconButton
              label={t('removeCustomer', { name: customer.label })}
              icon={<X aria-hidden />}
              onClick={() => setPicked(picked.filter(({ value }) => value !== customer.value))}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}

type Hits = {
  customers: { customerId: number; name: string }[];
};

async function findCustomers(text: string): Promise<Customer[]> {
  const response = await fetch(`/admin/customers/search?q=${encodeURIComponent(text.trim())}`);
  if (!response.ok) return [];
  const { customers } = (await response.json()) as Hits;
  return customers.map(({ customerId, name }) => ({ value: String(customerId), label: name }));
}
