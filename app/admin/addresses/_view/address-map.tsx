import { getTranslations } from 'next-intl/server';
import type { StaffCtx } from '@/app/_auth/session';
import { AppLink } from '@/app/_ui/app-link';
import { Card } from '@/app/_ui/card';
import { cn } from '@/app/_ui/cn';
import { Pagination } from '@/app/_ui/pagination';
import { addressStates } from '@/lib/network/rules/plan';
import { type AddressCell, getAddressMap } from '@/lib/screens/admin/addresses';
import { cellLook } from './cell-look';
import { getUseWords } from './use-words';

type AddressMapProps = {
  ctx: StaffCtx;
  networkId: number;
  /** Zero-based. */
  page: number;
};

/**
 * Every address in part of a network as a cell, in order. Marked up as a list: a screen reader reads each address with
 * its state, and assigned ones link to their service.
 */
export async function AddressMap({ ctx, networkId, page }: AddressMapProps) {
  const [t, map, wordsOf] = await Promise.all([
    getTranslations('admin-addresses'),
    getAddressMap(ctx, { networkId, page }),
    getUseWords(),
  ]);
  const first = map.cells.at(0)?.address ?? '';
  const last = map.cells.at(-1)?.address ?? '';
  const hrefOf = (part: number) => `/admin/addresses/${networkId}?part=${part + 1}`;
  return (
    <Card title={t('network.map')} description={t('network.mapText')}>
      <Legend label={t('network.legend')} nameOf={(state) => t(`state.${state}`)} />
      <ul
        aria-label={t('network.mapLabel', { first, last })}
        className="mt-3 grid grid-cols-6 gap-1 sm:grid-cols-8 lg:grid-cols-16"
      >
        {map.cells.map((cell) => (
          <li
            key={cell.address}
            id={cell.address}
            className="scroll-mt-24 rounded-sm target:ring-2 target:ring-ink target:ring-offset-2 target:ring-offset-surface-raised"
          >
            <Cell cell={cell} label={labelOf(cell)} />
          </li>
        ))}
      </ul>
      {map.pages > 1 && (
        <div className="mt-4">
          <Pagination
            previousHref={map.page > 0 ? hrefOf(map.page - 1) : undefined}
            nextHref={map.page + 1 < map.pages ? hrefOf(map.page + 1) : undefined}
          >
            {t('network.pageOf', { page: map.page + 1, pages: map.pages })}
          </Pagination>
        </div>
      )}
    </Card>
  );

  function labelOf(cell: AddressCell): string {
    const { address, holder } = cell;
    const state = holder
      ? `${t('state.assigned')}, ${t('holder', { item: holder.itemName, customer: holder.customerName })}`
      : wordsOf(cell);
    return t('network.cell', { address, state });
  }
}

const CELL_BASE =
  'flex h-9 items-center justify-center rounded-sm border text-xs tabular-nums pointer-coarse:h-11';

function Cell({ cell, label }: { cell: AddressCell; label: string }) {
  const { className, sign } = cellLook[cell.state];
  const digits = (
    <>
      <span aria-hidden className="me-0.5 text-[0.5rem]">
        {sign}
      </span>
      <span aria-hidden>{cell.address.slice(cell.address.lastIndexOf('.'))}</span>
      <span className="sr-only">{label}</span>
    </>
  );
  if (!cell.holder) {
    return (
      <span title={label} className={cn(CELL_BASE, className)}>
        {digits}
      </span>
    );
  }
  return (
    <AppLink
      href={`/admin/services/${cell.holder.serviceId}`}
      prefetch={false}
      title={label}
      className={cn(CELL_BASE, className, 'hover:brightness-110')}
    >
      {digits}
    </AppLink>
  );
}

type LegendProps = {
  label: string;
  nameOf: (state: (typeof addressStates)[number]) => string;
};

function Legend({ label, nameOf }: LegendProps) {
  return (
    <ul aria-label={label} className="flex flex-wrap gap-x-4 gap-y-1.5 text-xs">
      {addressStates.map((state) => (
        <li key={state} className="flex items-center gap-1.5">
          <span
            aria-hidden
            className={cn(
              'flex size-5 items-center justify-center rounded-sm border text-[0.5rem]',
              cellLook[state].className,
            )}
          >
            {cellLook[state].sign}
          </span>
          {nameOf(state)}
        </li>
      ))}
    </ul>
  );
}
