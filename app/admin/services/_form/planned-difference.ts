import { refuse } from '@/lib/kit/errors';
import type { ServiceDetail } from '@/lib/services/admin/detail/queries';
import { fieldsOf, networkOf, type ServiceParts } from './form-schema';

/**
 * What a form asks to become different from how the service is now. Network options go together, because
 * they are checked together; a plain field goes alone.
 * @throws DomainError when nothing differs
 */
export function plannedDifference(service: ServiceDetail, parts: ServiceParts) {
  const fields = Object.fromEntries(
    Object.entries(fieldsOf(parts)).filter(
      ([key, value]) => value !== service[key as keyof ServiceDetail],
    ),
  );
  const network = plannedNetwork(service, parts);
  const discounts = sameText(parts.discounts, service.discounts.map(inputOf))
    ? undefined
    : parts.discounts;
  if (Object.keys(fields).length === 0 && !network && !discounts)
    refuse('invalid-input', 'nothing_changes');
  return {
    ...(Object.keys(fields).length > 0 ? { fields } : {}),
    ...(network ? { network } : {}),
    ...(discounts ? { discounts } : {}),
  };
}

function plannedNetwork(service: ServiceDetail, parts: ServiceParts) {
  const wanted = networkOf(parts);
  if (!wanted) return undefined;
  const { password: _password, ...network } = wanted;
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
  return sameText(network, present) ? undefined : network;
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

/** Same content, whatever the order of the keys. */
function sameText(left: unknown, right: unknown): boolean {
  return canonical(left) === canonical(right);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'bigint') return part.toString();
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
