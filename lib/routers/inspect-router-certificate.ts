import type { z } from 'zod';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { type RouterCertificate, RouterError } from './driver';
import { mikrotikDriver } from './mikrotik/mikrotik-driver';
import { resolveRouterHost } from './resolve-router-host';
import { RouterInput } from './router-input';

export const InspectRouterCertificate = RouterInput.pick({ host: true, port: true });
export type InspectRouterCertificate = z.infer<typeof InspectRouterCertificate>;

export type CertificateInspection =
  | { kind: 'seen'; certificate: RouterCertificate }
  | { kind: 'failed'; failure: 'unreachable' | 'address_refused' | 'no_tls' };

/**
 * Reads the certificate a router presents, for staff to compare with the router's own screen before they accept it.
 * Sends no credentials.
 * @throws DomainError `forbidden`
 */
export async function inspectRouterCertificate(
  ctx: Ctx,
  input: InspectRouterCertificate,
): Promise<CertificateInspection> {
  requireStaff(ctx, 'routers.write');
  const { host, port } = InspectRouterCertificate.parse(input);
  const resolved = await resolveRouterHost(host, true);
  if (resolved.kind !== 'resolved') {
    const failure = resolved.kind === 'refused' ? 'address_refused' : 'unreachable';
    return { kind: 'failed', failure };
  }
  try {
    const certificate = await mikrotikDriver.inspectCertificate({
      address: resolved.address,
      port,
    });
    return { kind: 'seen', certificate };
  } catch (error) {
    if (!(error instanceof RouterError)) throw error;
    return { kind: 'failed', failure: error.kind === 'tls' ? 'no_tls' : 'unreachable' };
  }
}
