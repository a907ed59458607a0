import { Ban, Coins, Users, Wifi } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import type { StaffCtx } from '@/app/_auth/session';
import { Bars } from '@/app/_charts/sparkline';
import { getOperatorFormats } from '@/app/_operator/operator';
import { Stat } from '@/app/_ui/stat';
import { can } from '@/lib/authorise/rights';
import {
  countCustomersByStatus,
  countServicesByState,
  getMoneyToday,
} from '@/lib/screens/admin/overview';

/** Current figures, each linking to its list. */
export async function OverviewStats({ ctx }: { ctx: StaffCtx }) {
  const [t, f, customers, services] = await Promise.all([
    getTranslations('admin-overview.stat'),
    getOperatorFormats(),
    countCustomersByStatus(ctx),
    countServicesByState(ctx),
  ]);
  return (
    <div className="mb-6 grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
      <Stat
        label={t('customers')}
        value={f.count(customers.active)}
        caption={t('customersOf', { count: f.count(customers.all) })}
        icon={<Users aria-hidden />}
        href="/admin/customers?status=active"
      />
      <Stat
        label={t('active')}
        value={f.count(services.active)}
        caption={t('pending', { count: services.pending })}
        icon={<Wifi aria-hidden />}
        href="/admin/services?status=active"
      />
      <Stat
        label={t('stopped')}
        value={f.count(services.stopped + services.disabled)}
        caption={t('stoppedOf', { stopped: services.stopped, disabled: services.disabled })}
        icon={<Ban aria-hidden />}
        href="/admin/services?status=stopped,disabled"
      />
      {can(ctx.actor.role, 'payments.read') && <MoneyStat ctx={ctx} />}
    </div>
  );
}

async function MoneyStat({ ctx }: { ctx: StaffCtx }) {
  const [t, f, money] = await Promise.all([
    getTranslations('admin-overview.stat'),
    getOperatorFormats(),
    getMoneyToday(ctx),
  ]);
  return (
    <Stat
      label={t('money')}
      value={f.money(money.creditedMinor)}
      caption={t('spent', { amount: f.money(money.spentMinor) })}
      icon={<Coins aria-hidden />}
      chart={
        <Bars
          values={money.creditedByDayMinor.map(Number)}
          label={t('moneyDays', {
            amounts: money.creditedByDayMinor.map((minor) => f.money(minor)).join(', '),
          })}
        />
      }
    />
  );
}
