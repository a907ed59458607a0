import type { Formats } from '@/lib/kit/format';
import type {
  AccessMethod,
  IntervalUnit,
  Ipv4Mode,
  ItemKind,
  RecurrenceMode,
} from '@/lib/kit/words';
import type { ServiceDetail } from '@/lib/screens/admin/service';
import { rowOfDiscount } from './form-schema';

/** Initial values of the form, as text. */
export type FormValues = {
  kind: ItemKind;
  description?: string;
  quantity?: number;
  unit?: string;
  customPrice?: string;
  startDate?: string;
  endDate?: string;
  priority?: number;
  recurrenceMode?: RecurrenceMode;
  intervalCount?: number | null;
  intervalUnit?: IntervalUnit | null;
  waitsForServiceId?: number | null;
  /** Nothing was charged yet, so it can still start later, or after another service. */
  isUnpaid?: boolean;
  siteId?: number | null;
  latitude?: number | null;
  longitude?: number | null;
  routerId?: number | null;
  accessMethod?: AccessMethod | null;
  login?: string | null;
  hasOwnPassword?: boolean;
  ipv4Mode?: Ipv4Mode;
  ipv4Address?: string | null;
  ipv4PoolId?: number | null;
  ipv6Prefix?: string | null;
  portId?: string | null;
  additionalNetworks?: readonly string[];
  macAddresses?: readonly string[];
  discounts?: readonly Record<string, string>[];
};

export function formValuesOf(service: ServiceDetail, f: Formats): FormValues {
  const { customPriceMinor, endDate } = service;
  return {
    kind: service.kind,
    description: service.description,
    quantity: service.quantity,
    unit: service.unit,
    ...(customPriceMinor === null ? {} : { customPrice: f.moneyInput(customPriceMinor) }),
    startDate: service.startDate,
    ...(endDate === null ? {} : { endDate }),
    priority: service.priority,
    recurrenceMode: service.mode,
    intervalCount: service.interval?.count ?? null,
    intervalUnit: service.interval?.unit ?? null,
    waitsForServiceId: service.waitsForServiceId,
    isUnpaid: service.state.holds.includes('unpaid'),
    siteId: service.siteId,
    latitude: service.latitude,
    longitude: service.longitude,
    routerId: service.push?.routerId ?? null,
    accessMethod: service.accessMethod,
    login: service.login,
    hasOwnPassword: service.hasOwnPassword,
    ipv4Mode: service.ipv4Mode,
    ipv4Address: service.ipv4Address,
    ipv4PoolId: service.ipv4PoolId,
    ipv6Prefix: service.ipv6Prefix,
    portId: service.portId,
    additionalNetworks: service.additionalNetworks,
    macAddresses: service.macAddresses,
    discounts: service.discounts.map((discount) => rowOfDiscount(discount, f)),
  };
}
