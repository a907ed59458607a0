import { z } from 'zod';
import { RouterInput, RouterPassword } from '@/lib/routers/router-input';
import { NotTaken } from '@/lib/routers/rules/not-taken';

/** An empty field is a value here: no site, no address of ours. */
function orNull<Schema extends z.ZodType>(schema: Schema) {
  return schema.optional().transform((value) => value ?? null);
}

const fields = RouterInput.omit({ certificate: true }).extend({
  siteId: orNull(z.number().int().positive()),
  pppLocalAddress: orNull(z.ipv4('field_ipv4')),
});

export const NewRouterForm = fields.extend({ password: RouterPassword });

export const EditRouterForm = fields.extend({
  routerId: z.number().int().positive(),
  password: orNull(RouterPassword),
  isOff: z.boolean(),
  accepted: orNull(NotTaken),
});
