import { refuse } from '@/lib/kit/errors';
import { differenceOf, isSameContent } from '@/lib/lifecycle/rules/difference';
import type { ServiceDetail } from '@/lib/screens/admin/service';
import { changedFieldsOf, networkOf, type ServiceParts } from './form-schema';

/**
 * Returns what a form changes about the current service. Network options are kept together, because they are validated
 * together; plain fields are separate.
 * @throws DomainError when nothing differs
 */
export function plannedDifference(service: ServiceDetail, parts: ServiceParts) {
  const { mode, interval, ...present } = service;
  const fields = differenceOf(
    {
      ...present,
      recurrenceMode: mode,
      intervalCount: interval?.count ?? null,
      intervalUnit: interval?.unit ?? null,
    },
    changedFieldsOf(parts),
  )?.after;
  const network = plannedNetwork(service, parts);
  const discounts = isSameContent(parts.discounts, service.discounts.map(inputOf))
    ? undefined
    : parts.discounts;
  if (!fields && !network && !discounts) refuse('invalid-input', 'nothing_changes');
  return {
    ...(fields ? { fields } : {}),
    ...(network ? { network } : {}),
    ...(discounts ? { discounts } : {}),
  };
}

function plannedNetwork(service: ServiceDetail, parts: ServiceParts) {
  const wanted = networkOf(parts);
  if (!wanted) return undefined;
  const { password: _password, removesPassword: _removes, ...network } = wanted;
  const present = {
    routerId: service.push?.routerId ?? null,
    accessMethod: service.accessMethod,
    login: service.login,
    ipv4Mode: service.ipv4Mode,
    ipv4Address: service.ipv4Address,
    additionalNetworks: service.additionalNetworks,
    ipv4PoolId: service.ipv4PoolId,
    ipv6Prefix: service.ipv6Prefix,
    macAddresses: service.macAddresses,
    portId: service.portId,
  };
  return isSameContent(network, present) ? undefined : network;
}

function inputOf(discount: ServiceDetail['discounts'][number]): ServiceParts['discounts'][number] {
  const { kind, startDate, endDate, text, stackable } = discount;
  const isPercent = kind === 'percent';
  return {
    kind,
    startDate,
    endDate,
    text,
    stackable,
    percentPpm: isPercent ? discount.percentPpm : null,
    amountMinor: isPercent ? null : discount.amountMinor,
  };
}
