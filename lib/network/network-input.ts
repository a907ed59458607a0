import { z } from 'zod';
import { refuseField } from '@/lib/kit/errors';
import { networkUsages } from '@/lib/kit/words';
import { type Block, formatBlock, parseAddress, parseBlock } from './rules';
import type { Reservation } from './rules/plan';

const id = z.number().int().positive();
const ipv4 = z.string().trim().pipe(z.ipv4('field_ipv4'));

export const ReservationInput = z.object({
  first: ipv4,
  /** Omitted for a single address. */
  last: ipv4.nullable().default(null),
  note: z.string().trim().max(120, 'field_too_long').default(''),
});

/** The input of a network. */
export const NetworkInput = z.object({
  name: z.string().trim().min(1, 'field_required').max(80, 'field_too_long'),
  cidr: z.string().trim().min(1, 'field_required').max(50, 'field_too_long'),
  usage: z.enum(networkUsages),
  siteId: id.nullable().default(null),
  routerId: id.nullable().default(null),
  gateway: ipv4.nullable().default(null),
  reservations: z.array(ReservationInput).max(100).default([]),
});
export type NetworkInput = z.input<typeof NetworkInput>;
export type ParsedNetworkInput = z.output<typeof NetworkInput>;

/**
 * Parses a CIDR network.
 * @throws DomainError `invalid-input` at `field`; if host bits are set, it names the network that contains the
 * address
 */
export function requireBlock(text: string, field: string): Block {
  const parsed = parseBlock(text);
  switch (parsed.kind) {
    case 'malformed':
      return refuseField(field, 'network_cidr_invalid');
    case 'host-bits':
      return refuseField(field, 'network_host_bits', {
        given: text,
        corrected: formatBlock(parsed.block),
      });
    case 'block':
      return parsed.block;
  }
}

/** Converts an address that a schema has already validated. */
export function addressValue(text: string): bigint {
  const address = parseAddress(text);
  if (address === null) throw new Error('network: the address passed its schema but not the rules');
  return address.value;
}

export function toReservation({
  first,
  last,
  note,
}: z.output<typeof ReservationInput>): Reservation {
  return { first: addressValue(first), last: addressValue(last ?? first), note };
}
