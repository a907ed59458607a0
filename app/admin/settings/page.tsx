import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { ClientMessages } from '@/app/_i18n/client-messages';
import { getOperator, getOperatorFormats } from '@/app/_operator/operator';
import { Callout } from '@/app/_ui/callout';
import { PageHeader } from '@/app/_ui/page-header';
import { can } from '@/lib/authorise/rights';
import { SettingsForm } from './settings-form';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-settings'))('title') };
}

export default async function SettingsPage() {
  const ctx = await requireStaffCtx('settings.read');
  const [t, f, operator, locale] = await Promise.all([
    getTranslations('admin-settings'),
    getOperatorFormats(),
    getOperator(),
    getLocale(),
  ]);
  const currencyNames = new Intl.DisplayNames(locale, { type: 'currency' });
  const mayWrite = can(ctx.actor.role, 'settings.write');
  return (
    <ClientMessages namespaces={['admin-settings']}>
      <PageHeader title={t('title')} description={t('description')} />
      <div className="flex max-w-3xl flex-col gap-5">
        {!mayWrite && <Callout>{t('readOnly')}</Callout>}
        <SettingsForm
          mayWrite={mayWrite}
          currencies={Intl.supportedValuesOf('currency').map((code) => ({
            value: code,
            label: `${code} – ${currencyNames.of(code) ?? code}`,
          }))}
          timeZones={timeZones(operator.timeZone).map((zone) => ({ value: zone, label: zone }))}
          values={{
            operatorName: operator.operatorName,
            supportContact: operator.supportContact,
            currency: operator.currency,
            timeZone: operator.timeZone,
            taxMode: operator.taxMode,
            minimumBalanceMinor: f.moneyInput(operator.minimumBalanceMinor),
            topUpMinMinor: f.moneyInput(operator.topUpMinMinor),
            topUpMaxMinor: f.moneyInput(operator.topUpMaxMinor),
            fourEyesAboveMinor:
              operator.fourEyesAboveMinor === null ? '' : f.moneyInput(operator.fourEyesAboveMinor),
            selfSignUp: operator.selfSignUp,
            sellsAhead: operator.sellsAhead,
            disputeStopsServices: operator.disputeStopsServices,
            mapTileUrl: operator.mapTileUrl ?? '',
          }}
        />
      </div>
    </ClientMessages>
  );
}

/** Intl lists no aliases such as UTC, so the current zone is added. */
function timeZones(current: string): string[] {
  return [...new Set(['UTC', current, ...Intl.supportedValuesOf('timeZone')])].sort();
}
