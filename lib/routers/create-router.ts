import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import { routers } from '@/db/schema/routers';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { seal } from '@/lib/kit/crypto';
import { env } from '@/lib/kit/env';
import { refuseTakenRouter } from './refuse-taken-router';
import { RouterInput, RouterPassword, routerColumns } from './router-input';
import { passwordContext } from './with-router';

export const CreateRouter = RouterInput.extend({ password: RouterPassword });
export type CreateRouter = z.infer<typeof CreateRouter>;

/**
 * Adds a router without connecting to it. Testing the connection and reading the certificate are separate commands.
 * @throws DomainError `forbidden` | `conflict`
 */
export async function createRouter(ctx: Ctx, input: CreateRouter): Promise<{ routerId: number }> {
  requireStaffOrSystem(ctx, 'routers.write');
  const { password, ...router } = CreateRouter.parse(input);
  return inTransaction(ctx, async (tctx) => {
    const [row] = await tctx.tx
      .insert(routers)
      .values({
        ...routerColumns(router),
        passwordSealed: '',
        createdAt: ctx.now,
        updatedAt: ctx.now,
      })
      .returning({ id: routers.id })
      .catch(refuseTakenRouter);
    if (row === undefined) throw new Error('routers: the insert returned nothing');
    const routerId = row.id;
    const passwordSealed = seal(env().ENCRYPTION_KEYS, password, passwordContext(routerId));
    await tctx.tx.update(routers).set({ passwordSealed }).where(eq(routers.id, routerId));
    await recordAudit(tctx, {
      action: 'router.create',
      subject: { kind: 'router', id: routerId },
      after: router,
    });
    return { routerId };
  });
}
