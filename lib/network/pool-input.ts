import { z } from 'zod';

const id = z.number().int().positive();
const ipv4 = z.string().trim().pipe(z.ipv4('field_ipv4'));

/** The editable part of a pool; its router and network are fixed. */
export const PoolRange = z.object({
  /** Also its name on the router, where spaces and commas would end it. */
  name: z
    .string()
    .trim()
    .min(1, 'field_required')
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/, 'field_format'),
  firstAddress: ipv4,
  lastAddress: ipv4,
});

export const PoolInput = PoolRange.extend({ networkId: id, routerId: id });
