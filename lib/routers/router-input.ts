import { z } from 'zod';
import { accessMethods } from '@/lib/kit/words';

const HOST = /^(?=.{1,253}$)[a-z0-9]([a-z0-9.:-]*[a-z0-9])?$/i;
const FINGERPRINT = /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/;

/** The editable fields of a router. The password is write-only: if omitted, the stored one stays. */
export const RouterInput = z.object({
  name: z.string().trim().min(1, 'field_required').max(80, 'field_too_long'),
  siteId: z.number().int().positive().nullable(),
  host: z.string().trim().regex(HOST, 'router_host_invalid'),
  port: z.number().int().min(1, 'field_number').max(65_535, 'field_number'),
  useTls: z.boolean(),
  /** The certificate staff compared and accepted; required before an encrypted router is used. */
  certificate: z
    .object({
      fingerprint256: z.string().regex(FINGERPRINT, 'field_invalid'),
      certificatePem: z.string().startsWith('-----BEGIN CERTIFICATE-----').max(20_000),
    })
    .nullable(),
  username: z.string().trim().min(1, 'field_required').max(64, 'field_too_long'),
  accessMethods: z.array(z.enum(accessMethods)).min(1, 'field_required'),
  pppLocalAddress: z.ipv4('field_ipv4').nullable(),
});
export type RouterInput = z.infer<typeof RouterInput>;

export const RouterPassword = z.string().min(1, 'field_required').max(256, 'field_too_long');

/** Returns the columns of the input, without the password. */
export function routerColumns({ certificate, ...input }: RouterInput) {
  return {
    ...input,
    accessMethods: [...new Set(input.accessMethods)],
    tlsFingerprint: input.useTls ? (certificate?.fingerprint256 ?? null) : null,
    tlsCertificate: input.useTls ? (certificate?.certificatePem ?? null) : null,
  };
}
