import type { DomainError } from '@/lib/kit/errors';
import type { Formats } from '@/lib/kit/format';

/** What a refusal names, as text for its sentence: money and dates as the operator writes them. */
export function refusalValues(error: DomainError, f: Formats): Record<string, string | number> {
  const inWords = Object.entries(error.params).map(([name, value]) => {
    if (typeof value === 'string' || typeof value === 'number') return [name, value];
    return [name, value instanceof Date ? f.dateTime(value) : f.money(value)];
  });
  return Object.fromEntries(inWords);
}
