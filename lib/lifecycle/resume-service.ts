import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { refuse } from '@/lib/kit/errors';
import { lockService } from '@/lib/services/lock-service';
import { serviceCan } from '@/lib/services/rules';
import { endPause } from './end-pause';

export const ResumeService = z.object({ serviceId: z.number().int().positive() });

/** Resumes a paused service early. */
export async function resumeService(ctx: Ctx, input: z.infer<typeof ResumeService>): Promise<void> {
  const { serviceId } = ResumeService.parse(input);
  await inTransaction(ctx, async (tctx) => {
    const { state, customerId } = await lockService(tctx, serviceId);
    requireCustomerAccess(ctx, customerId, 'services.write');
    const verdict = serviceCan.resume(state);
    if (!verdict.allowed) refuse('invalid-state', verdict.why);
    await endPause(tctx, serviceId);
    await recordAudit(tctx, {
      action: 'service.resume',
      subject: { kind: 'service', id: serviceId },
      customerId,
    });
  });
}
