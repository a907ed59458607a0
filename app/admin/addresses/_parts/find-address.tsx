import { Search } from 'lucide-react';
import Form from 'next/form';
import { getTranslations } from 'next-intl/server';
import type { StaffCtx } from '@/app/_auth/session';
import { AppLink } from '@/app/_ui/app-link';
import { Button, LinkButton } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import { Card } from '@/app/_ui/card';
import { ServiceStatusBadge } from '@/app/admin/_service-view/service-status';
import {
  type AddressFinding,
  type AddressHolder,
  findAddress,
} from '@/lib/screens/admin/addresses';
import { StateBadge } from '../_view/state-badge';
import { getUseWords } from '../_view/use-words';

/** Looks up one address and shows everything known about it. */
export async function FindAddress({ ctx, text }: { ctx: StaffCtx; text: string }) {
  const t = await getTranslations('admin-addresses.find');
  return (
    <div className="mb-5 flex flex-col gap-3">
      <Form action="/admin/addresses" className="flex flex-wrap items-end gap-2">
        <label className="flex w-full flex-col gap-1.5 sm:w-80">
          <span className="font-medium">{t('label')}</span>
          <input
            type="search"
            name="ip"
            defaultValue={text}
            placeholder={t('placeholder')}
            maxLength={60}
            autoComplete="off"
            spellCheck={false}
            className="control tabular-nums"
          />
        </label>
        <Button type="submit" icon={<Search aria-hidden />}>
          {t('button')}
        </Button>
      </Form>
      {text !== '' && <Finding text={text} finding={await findAddress(ctx, text)} />}
    </div>
  );
}

async function Finding({ text, finding }: { text: string; finding: AddressFinding | null }) {
  const t = await getTranslations('admin-addresses');
  if (finding === null) {
    return (
      <Callout tone="warning" role="status">
        {t('find.invalid', { text })}
      </Callout>
    );
  }
  const wordsOf = await getUseWords();
  const { address, network, cell, routed } = finding;
  if (cell === null && routed === null) {
    return (
      <Callout tone="neutral" role="status">
        {t('find.nowhere', { address })}
      </Callout>
    );
  }
  return (
    <Card
      title={<span className="tabular-nums">{address}</span>}
      actions={
        network && (
          <LinkButton
            size="sm"
            href={`/admin/addresses/${network.networkId}?part=${network.mapPage + 1}#${address}`}
          >
            {t('find.showOnMap')}
          </LinkButton>
        )
      }
    >
      <div role="status" className="flex flex-col gap-2">
        {cell && (
          <p className="flex flex-wrap items-center gap-2">
            <StateBadge state={cell.state} />
            {cell.state !== 'assigned' && wordsOf(cell)}
          </p>
        )}
        {network && (
          <p className="text-ink-muted">
            {`${t('find.network')}: ${network.name} `}
            <span className="tabular-nums">{network.cidr}</span>
          </p>
        )}
        {cell?.holder && <HolderLine holder={cell.holder} />}
        {routed && (
          <>
            <p>{t('find.routed', { block: routed.block })}</p>
            <HolderLine holder={routed} />
          </>
        )}
      </div>
    </Card>
  );
}

async function HolderLine({ holder }: { holder: AddressHolder }) {
  const t = await getTranslations('admin-addresses');
  return (
    <p className="flex flex-wrap items-center gap-2">
      <AppLink
        href={`/admin/services/${holder.serviceId}`}
        className="rounded-sm font-medium text-accent-ink underline"
      >
        {t('holder', { item: holder.itemName, customer: holder.customerName })}
      </AppLink>
      <ServiceStatusBadge status={holder.status} />
      {holder.login !== null && (
        <span className="text-ink-muted">{t('holderLogin', { login: holder.login })}</span>
      )}
    </p>
  );
}
