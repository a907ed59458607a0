import { z } from 'zod';
import { isTimeZone } from '@/lib/kit/time';
import { addressKinds } from '@/lib/kit/words';

/** A customer's name and contact details. */
export const CustomerContact = z.object({
  name: z.string().trim().min(1, 'field_required').max(200, 'field_too_long'),
  email: z.email('email_invalid').max(254).nullable().default(null),
  phone: z.string().trim().max(40, 'field_too_long').nullable().default(null),
  siteId: z.number().int().positive().nullable().default(null),
  language: z.string().max(20).nullable().default(null),
  timeZone: z.string().refine(isTimeZone, 'time_zone_unknown').nullable().default(null),
});

export const CustomerAddress = z.object({
  kind: z.enum(addressKinds),
  lines: z.string().trim().min(1, 'field_required').max(300, 'field_too_long'),
  city: z.string().trim().max(120, 'field_too_long').default(''),
  postalCode: z.string().trim().max(20, 'field_too_long').default(''),
  country: z.string().trim().max(80, 'field_too_long').default(''),
});

export const labelText = z.string().trim().min(1, 'field_required').max(60, 'field_too_long');
export const LABELS_MAX = 50;
export const CustomerLabels = z.array(labelText).max(LABELS_MAX);

/** The router password of the customer's services that have none of their own. */
export const ServicePassword = z.string().min(1, 'field_required').max(64, 'field_too_long');
