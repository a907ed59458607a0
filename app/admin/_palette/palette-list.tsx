'use client';

import { Command } from 'cmdk';
import { ArrowRight, UserPlus, UserRound, Wifi } from 'lucide-react';
import type { ReactNode } from 'react';
import { Spinner } from '@/app/_ui/spinner';
import { usePaletteHits } from './palette-hits';
import type { PaletteWords } from './palette-words';
import { goKeys } from './use-shortcuts';

type PaletteListProps = {
  text: string;
  nav: readonly { href: string; label: string }[];
  words: PaletteWords;
  canCreate: boolean;
  onGo: (href: string) => void;
};

/** The choices under the search field: search results first, then pages. */
export function PaletteList({ text, nav, words, canCreate, onGo }: PaletteListProps) {
  const { hits, state } = usePaletteHits(text);
  const wanted = text.trim().toLowerCase();
  const pages = nav.filter(({ label }) => label.toLowerCase().includes(wanted));
  const offersNew = canCreate && words.newCustomer.toLowerCase().includes(wanted);
  const isEmpty = pages.length + hits.customers.length + hits.services.length === 0 && !offersNew;
  return (
    <Command.List className="max-h-[60dvh] overflow-y-auto overscroll-contain p-2 [scroll-padding-block:0.5rem]">
      <p role="status" className="sr-only">
        {statusOf(state, isEmpty, words)}
      </p>
      {hits.customers.length > 0 && (
        <Group heading={words.customers}>
          {hits.customers.map((hit) => (
            <Item
              key={hit.customerId}
              value={`customer-${hit.customerId}`}
              icon={<UserRound aria-hidden />}
              label={hit.name}
              hint={[`#${hit.customerId}`, hit.email, hit.phone].filter(Boolean).join(' · ')}
              onSelect={() => onGo(`/admin/customers/${hit.customerId}`)}
            />
          ))}
        </Group>
      )}
      {hits.services.length > 0 && (
        <Group heading={words.services}>
          {hits.services.map((hit) => (
            <Item
              key={hit.serviceId}
              value={`service-${hit.serviceId}`}
              icon={<Wifi aria-hidden />}
              label={[hit.itemName, hit.login].filter(Boolean).join(' · ')}
              hint={hit.customerName}
              onSelect={() => onGo(`/admin/services/${hit.serviceId}`)}
            />
          ))}
        </Group>
      )}
      {offersNew && (
        <Group heading={words.actions}>
          <Item
            value="new-customer"
            icon={<UserPlus aria-hidden />}
            label={words.newCustomer}
            onSelect={() => onGo('/admin/customers/new')}
          />
        </Group>
      )}
      {pages.length > 0 && (
        <Group heading={words.pages}>
          {pages.map(({ href, label }) => (
            <Item
              key={href}
              value={`page-${href}`}
              icon={<ArrowRight aria-hidden className="rtl:-scale-x-100" />}
              label={label}
              keys={keysTo(href)}
              onSelect={() => onGo(href)}
            />
          ))}
        </Group>
      )}
      {state === 'searching' && isEmpty && (
        <p className="flex items-center gap-2 px-3 py-6 text-ink-muted">
          <Spinner /> {words.searching}
        </p>
      )}
      {state !== 'searching' && isEmpty && (
        <p className="px-3 py-6 text-center text-ink-muted">{words.nothing}</p>
      )}
      {state === 'failed' && <p className="px-3 py-2 text-danger-ink">{words.failed}</p>}
    </Command.List>
  );
}

function statusOf(state: string, isEmpty: boolean, words: PaletteWords): string {
  if (state === 'failed') return words.failed;
  if (state === 'searching') return words.searching;
  return isEmpty ? words.nothing : '';
}

function keysTo(href: string): string | undefined {
  const key = Object.keys(goKeys).find((letter) => goKeys[letter] === href);
  return key === undefined ? undefined : `G ${key.toUpperCase()}`;
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="mb-1 [&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-ink-muted [&_[cmdk-group-heading]]:text-xs"
    >
      {children}
    </Command.Group>
  );
}

type ItemProps = {
  value: string;
  icon: ReactNode;
  label: string;
  hint?: string;
  keys?: string | undefined;
  onSelect: () => void;
};

function Item({ value, icon, label, hint, keys, onSelect }: ItemProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex min-h-10 pointer-coarse:min-h-11 cursor-default select-none items-center gap-3 rounded-md px-2.5 py-1.5 data-[selected=true]:bg-accent-soft data-[selected=true]:text-accent-ink [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-ink-muted"
    >
      {icon}
      <span className="min-w-0 flex-1">
        <span className="block truncate">{label}</span>
        {hint !== undefined && (
          <span className="block truncate text-ink-muted text-xs">{hint}</span>
        )}
      </span>
      {keys !== undefined && <kbd className="font-sans text-ink-muted text-xs">{keys}</kbd>}
    </Command.Item>
  );
}
