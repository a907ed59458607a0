import { Landmark, ReceiptText, Wallet } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import type { StaffCtx } from '@/app/_auth/session';
import { getOperatorFormats } from '@/app/_operator/operator';
import { Stat } from '@/app/_ui/stat';
import { getPostpaidBalance, getWallet } from '@/lib/screens/shared/wallet';

/** The customer's money at a glance. */
export async function BalanceStrip({ ctx, customerId }: { ctx: StaffCtx; customerId: number }) {
  const [t, f, wallet, postpaidMinor] = await Promise.all([
    getTranslations('admin-customers.money'),
    getOperatorFormats(),
    getWallet(ctx, customerId),
    getPostpaidBalance(ctx, customerId),
  ]);
  const isUnder = wallet.balanceMinor < wallet.floorMinor;
  return (
    <div className="mb-5 grid grid-cols-2 gap-3 lg:grid-cols-3">
      <Stat
        label={t('balance')}
        value={f.money(wallet.balanceMinor)}
        icon={<Wallet aria-hidden />}
        caption={isUnder ? t('underFloor', { floor: f.money(wallet.floorMinor) }) : t('prepaid')}
        {...(isUnder ? { tone: 'danger' as const } : {})}
      />
      <Stat
        label={t('spendable')}
        value={f.money(wallet.spendableMinor)}
        icon={<Landmark aria-hidden />}
        caption={t('floor', { floor: f.money(wallet.floorMinor) })}
      />
      <Stat
        label={t('postpaid')}
        value={f.money(postpaidMinor)}
        icon={<ReceiptText aria-hidden />}
        caption={postpaidMinor < 0n ? t('owes') : t('owesNothing')}
        className="max-lg:col-span-2"
        {...(postpaidMinor < 0n ? { tone: 'warning' as const } : {})}
      />
    </div>
  );
}
