import type { z } from 'zod';

/** Key of `messages/en/errors.json` with the values its sentence needs. */
export type MessageKey = {
  key: string;
  values: Record<string, string | number>;
};

const KEY_PATTERN = /^[a-z][a-z0-9_]*$/;

const formats: Record<string, string> = {
  email: 'field_email',
  url: 'field_url',
  uuid: 'field_choice',
  date: 'field_date',
  datetime: 'field_date',
  ipv4: 'field_ipv4',
  cidrv4: 'field_cidr',
};

/**
 * The sentence for a validation issue. A schema's own key as message (`z.string().min(1, 'field_required')`) wins;
 * otherwise the kind of issue decides.
 */
export function issueMessage(issue: z.core.$ZodIssue): MessageKey {
  const values = limitsOf(issue);
  if (KEY_PATTERN.test(issue.message)) return { key: issue.message, values };
  return { key: keyFor(issue), values };
}

function keyFor(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return missing(issue) ? 'field_required' : typeKey(issue.expected);
    case 'too_small':
      return sizeKey(issue.origin, 'min');
    case 'too_big':
      return sizeKey(issue.origin, 'max');
    case 'invalid_format':
      return formats[issue.format] ?? 'field_format';
    case 'invalid_value':
      return missing(issue) ? 'field_required' : 'field_choice';
    case 'not_multiple_of':
      return 'field_step';
    case 'unrecognized_keys':
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return 'field_invalid';
    default:
      return 'field_invalid';
  }
}

/** zod omits the input from issues unless asked; the wrapper asks for it. */
function missing(issue: z.core.$ZodIssue): boolean {
  return issue.input === undefined || issue.input === null;
}

function typeKey(expected: string): string {
  if (expected === 'number' || expected === 'bigint' || expected === 'int') return 'field_number';
  return expected === 'date' ? 'field_date' : 'field_invalid';
}

function sizeKey(origin: string, side: 'min' | 'max'): string {
  if (origin === 'string') return side === 'min' ? 'field_too_short' : 'field_too_long';
  if (origin === 'array' || origin === 'set')
    return side === 'min' ? 'field_too_few' : 'field_too_many';
  if (origin === 'file') return 'field_file_size';
  return side === 'min' ? 'field_min' : 'field_max';
}

function limitsOf(issue: z.core.$ZodIssue): Record<string, string | number> {
  if (issue.code === 'too_small') return { min: scalar(issue.minimum) };
  if (issue.code === 'too_big') return { max: scalar(issue.maximum) };
  if (issue.code === 'not_multiple_of') return { step: scalar(issue.divisor) };
  return issue.code === 'custom' ? scalarsOf(issue.params ?? {}) : {};
}

function scalarsOf(params: Record<string, unknown>): Record<string, string | number> {
  const kept = Object.entries(params).filter(
    (entry): entry is [string, string | number] =>
      typeof entry[1] === 'string' || typeof entry[1] === 'number',
  );
  return Object.fromEntries(kept);
}

function scalar(value: unknown): string | number {
  return typeof value === 'number' ? value : String(value);
}
