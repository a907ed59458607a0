import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { fieldsOf, formLimits } from './form-fields';
import { echoOf, readForm, unstorableFields } from './read-form';

/** Counts values as they are read, because reading all of them again for each name is what makes a form slow. */
class WatchedForm extends FormData {
  looks = 0;
  #values = 0;

  override append(name: string, value: string | Blob): void {
    this.#values += 1;
    super.append(name, value as string);
  }
  override getAll(name: string): FormDataEntryValue[] {
    this.looks += this.#values;
    return super.getAll(name);
  }
  override get(name: string): FormDataEntryValue | null {
    this.looks += this.#values;
    return super.get(name);
  }
  override has(name: string): boolean {
    this.looks += this.#values;
    return super.has(name);
  }
  override keys() {
    this.looks += this.#values;
    return super.keys();
  }
  override *[Symbol.iterator](): FormDataIterator<[string, FormDataEntryValue]> {
    for (const entry of super.entries()) {
      this.looks += 1;
      yield entry;
    }
  }
}

function formOf(count: number, nameOf: (index: number) => string): WatchedForm {
  const form = new WatchedForm();
  for (let index = 0; index < count; index += 1) form.append(nameOf(index), '');
  return form;
}

/** Everything a form action does with a form before its command. */
function looksOf(form: WatchedForm): number {
  const fields = fieldsOf(form);
  if (fields) {
    readForm(fields, z.object({ email: z.string(), labels: z.array(z.string()) }));
    unstorableFields(fields);
    echoOf(fields, []);
  }
  return form.looks;
}

describe('the fields of a form', () => {
  test('keep every value of a name, in the order of sending', () => {
    const form = new FormData();
    for (const [name, value] of ['a1', 'b1', 'a2'].map((text) => [text.charAt(0), text] as const))
      form.append(name, value);
    expect([...(fieldsOf(form) ?? [])]).toEqual([
      ['a', ['a1', 'a2']],
      ['b', ['b1']],
    ]);
  });

  test.each([100, 400, formLimits.fields])('are each read once, of %i', (count) => {
    expect(looksOf(formOf(count, (index) => `field${index}`))).toBe(count);
    expect(looksOf(formOf(count, () => 'labels'))).toBe(count);
  });

  test.each([
    ['more values than a form of ours sends', 17_000, (index: number) => `field${index}`],
    ['one name more often than a form of ours sends', 17_000, () => 'labels'],
  ] as const)('are none when there are %s, and reading stops there', (_name, count, nameOf) => {
    const form = formOf(count, nameOf);
    expect(fieldsOf(form)).toBeNull();
    expect(form.looks).toBe(formLimits.fields + 1);
  });

  test.each([
    ['too long a name', 'a'.repeat(formLimits.nameChars + 1)],
    ['too many parts in a name', 'a.b.c.d.e'],
    ['nothing but dots for a name', '.'.repeat(100)],
  ])('are none with %s', (_name, fieldName) => {
    const form = formOf(1, () => fieldName);
    form.append('email', 'a@b.example');
    expect(fieldsOf(form)).toBeNull();
    expect(form.looks).toBe(1);
  });

  test.each([[undefined], [null], ['email=a'], [{}], [[['email', 'a']]]])(
    'are none for a body that is not a form: %j',
    (sent) => {
      expect(fieldsOf(sent)).toBeNull();
    },
  );
});
