import { z } from 'zod';
import { CustomerLabels } from '@/lib/customers/customer-input';

/** Labels typed in one line, separated by commas. */
export const labelsFromText = z
  .string()
  .max(3_000, 'field_too_long')
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((label) => label.trim())
      .filter((label) => label !== ''),
  )
  .pipe(CustomerLabels);
