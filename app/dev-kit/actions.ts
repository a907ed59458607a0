'use server';

import { z } from 'zod';
import { formAction } from '@/app/_forms/form-action';
import { getOperatorFormats } from '@/app/_operator/operator';

const SampleSchema = z.object({
  name: z.string().min(3),
  price: z.string().regex(/^\d+([.,]\d{1,2})?$/, 'amount_not_a_number'),
  speed: z.number().int().min(1).max(1000),
  email: z.email().optional(),
  kind: z.enum(['internet', 'voice']),
  password: z.string().min(8),
  discounts: z.array(z.object({ percent: z.number().min(1).max(100), text: z.string().min(1) })),
});

const who = async () => ({ name: 'nobody' });

export const sampleAction = formAction({
  formats: getOperatorFormats,
  who,
  schema: SampleSchema,
  run: async (_who, input) => ({ message: `${input.name}: ${input.discounts.length}` }),
});

export const sampleBulk = formAction({
  formats: getOperatorFormats,
  who,
  schema: z.object({
    ids: z.array(z.string()).optional(),
    allMatching: z.boolean().optional(),
    query: z.string().optional(),
  }),
  run: async (_who, input) => ({ message: JSON.stringify(input) }),
});
