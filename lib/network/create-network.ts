import { networks } from '@/db/schema/network';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { checkNetwork } from './check-network';
import { NetworkInput } from './network-input';
import { refuseTakenName } from './refuse-taken-name';
import { lockAddressPlan, networkColumns, replaceReservations } from './store';

/**
 * Creates an IPv4 network of the operator.
 * @throws DomainError `forbidden` | `invalid-input` naming the conflict
 */
export async function createNetwork(ctx: Ctx, input: NetworkInput): Promise<{ networkId: number }> {
  requireStaffOrSystem(ctx, 'network.write');
  const parsed = NetworkInput.parse(input);
  return inTransaction(ctx, async (tctx) => {
    await lockAddressPlan(tctx);
    const { reservations, ...places } = await checkNetwork(tctx, {
      networkId: null,
      input: parsed,
    });
    const { name, usage, siteId, routerId } = parsed;
    const [row] = await tctx.tx
      .insert(networks)
      .values({
        ...networkColumns({ name, usage, siteId, routerId, ...places }),
        createdAt: ctx.now,
      })
      .returning({ id: networks.id })
      .catch((error: unknown) => refuseTakenName(error, name));
    if (!row) throw new Error('networks: the insert returned nothing');
    await replaceReservations(tctx, row.id, reservations);
    await recordAudit(tctx, {
      action: 'network.create',
      subject: { kind: 'network', id: row.id },
      after: parsed,
    });
    return { networkId: row.id };
  });
}
