'use client';

import {
  Archive,
  Ban,
  CalendarClock,
  ChartColumn,
  ChevronDown,
  CirclePause,
  CirclePlay,
  MapPin,
  PencilLine,
  Percent,
  Replace,
  RotateCw,
  RouteOff,
  Trash2,
} from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { Button } from '@/app/_ui/button';
import { Menu, type MenuItem } from '@/app/_ui/menu';
import type { HoldReason } from '@/lib/kit/words';
import { ServiceDialog, type ServiceDialogKind } from './service-dialog';

type MenuAct =
  | 'edit'
  | 'schedule'
  | 'changePlan'
  | 'usage'
  | 'pause'
  | 'resume'
  | 'stop'
  | 'unstop'
  | 'disable'
  | 'enable'
  | 'sync'
  | 'archive'
  | 'delete';

/** Why an action is not possible now; undefined when it is. */
export type MenuReasons = Record<MenuAct, string | undefined>;

type ServiceMenuViewProps = {
  serviceId: number;
  customerId: number;
  /** Names the service in dialogs. */
  name: string;
  reasons: MenuReasons;
  holds: readonly HoldReason[];
  look: 'dots' | 'button';
  /** The earliest day for a pause or an end. */
  tomorrow: string;
  paidUntil: string | null;
  /** Changes that staff or the subscriber have planned. */
  plannedCount: number;
};

const icons: Record<ServiceDialogKind, ReactNode> = {
  pause: <CirclePause aria-hidden />,
  resume: <CirclePlay aria-hidden />,
  stop: <Ban aria-hidden />,
  unstop: <CirclePlay aria-hidden />,
  disable: <RouteOff aria-hidden />,
  enable: <CirclePlay aria-hidden />,
  sync: <RotateCw aria-hidden />,
  archive: <Archive aria-hidden />,
  delete: <Trash2 aria-hidden />,
};

export function ServiceMenuView(props: ServiceMenuViewProps) {
  const { reasons, look, name } = props;
  const t = useTranslations('admin-services.menu');
  const [dialog, setDialog] = useState<ServiceDialogKind | null>(null);
  const asks = (kind: ServiceDialogKind, more: Partial<MenuItem> = {}): MenuItem => ({
    id: kind,
    label: t(kind),
    icon: icons[kind],
    onSelect: () => setDialog(kind),
    ...reasonOf(reasons[kind]),
    ...more,
  });
  const items: MenuItem[] = [
    ...placesOf(props, t),
    ...dialogsFor(props.holds).map((kind, index) => asks(kind, { separated: index === 0 })),
    asks('sync'),
    asks('archive', { separated: true, tone: 'danger' }),
    asks('delete', { tone: 'danger' }),
  ];
  return (
    <>
      <Menu
        label={t('label', { name })}
        items={items}
        {...(look === 'button'
          ? {
              trigger: (
                <Button>
                  {t('actions')}
                  <ChevronDown aria-hidden />
                </Button>
              ),
            }
          : {})}
      />
      {dialog !== null && (
        <ServiceDialog
          kind={dialog}
          serviceId={props.serviceId}
          name={name}
          tomorrow={props.tomorrow}
          paidUntil={props.paidUntil}
          plannedCount={props.plannedCount}
          onClose={() => setDialog(null)}
        />
      )}
    </>
  );
}

function reasonOf(reason: string | undefined): Partial<MenuItem> {
  return reason === undefined ? {} : { disabledReason: reason };
}

/** An action that lifts a hold replaces the one that adds it, so that the menu shows one of each pair. */
function dialogsFor(holds: readonly HoldReason[]): ServiceDialogKind[] {
  return [
    holds.includes('paused') ? 'resume' : 'pause',
    holds.includes('staff_stopped') ? 'unstop' : 'stop',
    holds.includes('staff_disabled') ? 'enable' : 'disable',
  ];
}

function placesOf(
  { serviceId, customerId, reasons }: ServiceMenuViewProps,
  t: (key: MenuAct | 'discounts' | 'geolocate') => string,
): MenuItem[] {
  const base = `/admin/services/${serviceId}`;
  const place = (id: string, label: string, icon: ReactNode, href: string, reason?: string) => ({
    id,
    label,
    icon,
    href,
    ...reasonOf(reason),
  });
  return [
    place('edit', t('edit'), <PencilLine aria-hidden />, `${base}/edit`, reasons.edit),
    place('plan', t('changePlan'), <Replace aria-hidden />, `${base}/plan`, reasons.changePlan),
    place(
      'schedule',
      t('schedule'),
      <CalendarClock aria-hidden />,
      `${base}/schedule`,
      reasons.schedule,
    ),
    place(
      'discounts',
      t('discounts'),
      <Percent aria-hidden />,
      `${base}/edit#discounts`,
      reasons.edit,
    ),
    place(
      'usage',
      t('usage'),
      <ChartColumn aria-hidden />,
      `/admin/customers/${customerId}/usage?service=${serviceId}`,
      reasons.usage,
    ),
    place(
      'geolocate',
      t('geolocate'),
      <MapPin aria-hidden />,
      `/admin/map?service=${serviceId}`,
      reasons.edit,
    ),
  ];
}
