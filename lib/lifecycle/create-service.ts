import { inTransaction } from '@/db/transaction';
import { claimForm } from '@/lib/audit/claim-form';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import { actorLabel, type Ctx } from '@/lib/context';
import { ownedId } from '@/lib/kit/ids';
import { ServiceInput } from '@/lib/services/service-input';
import { type AddedService, addService } from './add-service';

/**
 * Adds a service to a customer on behalf of staff, with any of its fields. Idempotent: a form submitted twice
 * creates one service.
 */
export async function createService(ctx: Ctx, input: ServiceInput): Promise<AddedService> {
  requireStaffOrSystem(ctx, 'services.write');
  const parsed = ServiceInput.parse(input);
  const { network, requestId, ...rest } = parsed;
  return inTransaction(ctx, async (tctx) => {
    const orderId = requestId && ownedId('service', actorLabel(ctx.actor), requestId);
    if (orderId) await claimForm(tctx, { id: orderId, asked: { ...rest, network } });
    const added = await addService(tctx, { ...parsed, orderId });
    if (added.isRepeat) return added;
    await recordAudit(tctx, {
      action: 'service.create',
      subject: { kind: 'service', id: added.serviceId },
      customerId: parsed.customerId,
      after: { ...rest, network: network ? { ...network, password: undefined } : undefined },
    });
    return added;
  });
}
