import { getTranslations } from 'next-intl/server';
import { getOperator, getOperatorFormats } from '@/app/_operator/operator';
import { can } from '@/lib/authorise/rights';
import { addDays, localDateOf } from '@/lib/kit/time';
import type { StaffRole } from '@/lib/kit/words';
import type { ServiceCard } from '@/lib/screens/admin/service-cards';
import { serviceCan, type Verdict } from '@/lib/services/rules';
import { type MenuReasons, ServiceMenuView } from './service-menu-view';

type ServiceMenuProps = {
  card: ServiceCard;
  role: StaffRole;
  /** Defaults to three dots. `button` has a label, for a page header. */
  look?: 'dots' | 'button';
};

/** Every action on a service; unavailable ones say why. */
export async function ServiceMenu({ card, role, look = 'dots' }: ServiceMenuProps) {
  const [t, errors, f, { timeZone }] = await Promise.all([
    getTranslations('admin-services.menu'),
    getTranslations('errors'),
    getOperatorFormats(),
    getOperator(),
  ]);
  const { state, isUnserved, isRouterAway } = card;
  const right = (granted: boolean) => (granted ? undefined : t('noRight'));
  const writes = right(can(role, 'services.write'));
  const when = (verdict: Verdict) => writes ?? (verdict.allowed ? undefined : errors(verdict.why));
  const reasons: MenuReasons = {
    edit: when(serviceCan.edit(state)),
    schedule: when(serviceCan.edit(state)),
    changePlan:
      right(can(role, 'orders.write')) ??
      when(serviceCan.changePlan({ ...state, isUnserved, isRouterAway })),
    usage: right(can(role, 'usage.read')),
    pause: when(serviceCan.pause(state)) ?? (card.isFrozen ? errors('pause_not_now') : undefined),
    resume: when(serviceCan.resume(state)),
    stop: when(serviceCan.stop(state)),
    unstop: when(serviceCan.unstop(state)),
    disable: when(serviceCan.disable(state)),
    enable: when(serviceCan.enable(state)),
    sync: writes ?? (card.push === null ? t('noRouter') : undefined),
    archive: when(serviceCan.archive(state)),
    delete: when(serviceCan.delete({ ...state, hasHistory: card.hasHistory })),
  };
  return (
    <ServiceMenuView
      serviceId={card.serviceId}
      customerId={card.customerId}
      name={card.login ?? card.itemName}
      reasons={reasons}
      holds={state.holds}
      look={look}
      tomorrow={addDays(localDateOf(new Date(), timeZone), 1)}
      plannedCount={
        card.planned.filter(({ kind }) => kind === 'change' || kind === 'next_plan').length
      }
      paidUntil={card.paidUntil === null ? null : f.dateTime(card.paidUntil)}
    />
  );
}
