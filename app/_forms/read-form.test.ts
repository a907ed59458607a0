import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type FormFields, fieldsOf } from './form-fields';
import { issueMessage } from './issue-message';
import { echoOf, readForm, unstorableFields } from './read-form';

function formOf(...fields: [string, string | File][]): FormFields {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  return fieldsOf(form) ?? new Map();
}

const Schema = z.object({
  name: z.string().min(1),
  note: z.string().optional(),
  speed: z.number().int(),
  bytes: z.bigint().optional(),
  notify: z.boolean(),
  labels: z.array(z.string()),
  discounts: z.array(z.object({ percent: z.number(), text: z.string() })),
});

describe('reading a form', () => {
  test('text becomes the type the schema asks for', () => {
    const form = formOf(
      ['name', 'Home'],
      ['speed', ' 20 '],
      ['bytes', '5000000000'],
      ['notify', 'on'],
      ['labels', 'a'],
      ['labels', 'b'],
      ['discounts.0.percent', '10.5'],
      ['discounts.0.text', 'Welcome'],
    );
    expect(Schema.parse(readForm(form, Schema))).toEqual({
      name: 'Home',
      speed: 20,
      bytes: 5_000_000_000n,
      notify: true,
      labels: ['a', 'b'],
      discounts: [{ percent: 10.5, text: 'Welcome' }],
    });
  });
  test('blank is absent, an unticked box is no, an emptied list is empty', () => {
    const read = readForm(formOf(['name', '  '], ['note', '']), Schema);
    expect(read).toEqual({ notify: false, labels: [], discounts: [] });
  });
  test('rows keep their order when some were removed', () => {
    const rows = z.object({ macs: z.array(z.string()) });
    const form = formOf(['macs.7', 'c'], ['macs.0', 'a'], ['macs.2', 'b']);
    expect(readForm(form, rows)).toEqual({ macs: ['a', 'b', 'c'] });
  });
  test('text that is not a number stays text, so that the schema can reject it', () => {
    const result = Schema.safeParse(readForm(formOf(['speed', '1e3']), Schema), {
      reportInput: true,
    });
    const issue = result.error?.issues.find(({ path }) => path[0] === 'speed');
    expect(issue && issueMessage(issue).key).toBe('field_number');
  });
  test('the variant of a discriminated union follows its field', () => {
    const Union = z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('plan'), speed: z.number() }),
      z.object({ kind: z.literal('custom'), speed: z.string() }),
    ]);
    expect(readForm(formOf(['kind', 'plan'], ['speed', '5']), Union)).toEqual({
      kind: 'plan',
      speed: 5,
    });
    expect(readForm(formOf(['kind', 'custom'], ['speed', '5']), Union)).toEqual({
      kind: 'custom',
      speed: '5',
    });
  });
  test('unknown fields and prototype names never pass', () => {
    const form = formOf(['name', 'x'], ['role', 'admin'], ['__proto__.polluted', 'yes']);
    expect(readForm(form, z.object({ name: z.string() }))).toEqual({ name: 'x' });
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
  test('secrets and files never come back to the form', () => {
    const texts: [string, string][] = [
      ['newPassword', 's'],
      ['apiKey', 'k'],
      ['otpCode', '1'],
    ];
    const fields = formOf(['name', 'x'], ...texts, ['image', new File(['x'], 'x.png')]);
    expect(echoOf(fields, ['apiKey'])).toEqual({ name: ['x'] });
  });
});

describe('sentences for issues', () => {
  const keyOf = (schema: z.ZodType, input: unknown) => {
    const issue = schema.safeParse(input, { reportInput: true }).error?.issues[0];
    return issue && issueMessage(issue);
  };
  test("a schema's own key wins", () => {
    expect(keyOf(z.string().min(8, 'password_weak'), 'x')?.key).toBe('password_weak');
  });
  test('a missing value asks to be filled in', () => {
    expect(keyOf(z.string(), undefined)?.key).toBe('field_required');
    expect(keyOf(z.enum(['a']), undefined)?.key).toBe('field_required');
  });
  test('limits are stated', () => {
    expect(keyOf(z.number().max(10), 11)).toEqual({ key: 'field_max', values: { max: 10 } });
    expect(keyOf(z.array(z.string()).min(2), [])).toEqual({
      key: 'field_too_few',
      values: { min: 2 },
    });
  });
});

describe('text that cannot be stored', () => {
  test('is found by its field, whichever of its values holds the NUL', () => {
    const fields = formOf(['name', 'Amara'], ['labels', 'vip'], ['labels', 'a\0b']);
    expect(unstorableFields(fields)).toEqual(['labels']);
  });
});
