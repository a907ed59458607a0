import { z } from 'zod';

const id = z.number().int().positive();
const ipv4 = z.string().trim().pipe(z.ipv4('field_ipv4'));

/** What of a pool can change; its router and network stay. */
export const PoolRange = z.object({
  /** Also its name on the router, where blanks and commas would end it. */
  name: z
    .string()
    .trim()
    .min(1, 'field_required')
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/, 'field_format'),
  firstAddress: ipv4,
  lastAddress: ipv4,
});

export const PoolInput = PoolRange.extend({ networkId: id, routerId: id });
