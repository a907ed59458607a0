/** The documented values of a trap's `category` attribute. */
export const TRAP_CATEGORY = {
  missingItemOrCommand: '0',
  argumentValue: '1',
  interrupted: '2',
  general: '4',
} as const;

interface TrapSentence {
  message: string;
  category?: string;
}

/** A refused command: one or more `!trap` sentences before the `!done`. */
export class Trap extends Error {
  override readonly name = 'Trap';
  readonly sentences: readonly TrapSentence[];

  constructor(...sentences: TrapSentence[]) {
    super(sentences.map((sentence) => sentence.message).join('; '));
    this.sentences = sentences;
  }
}

/** RouterOS sends `failure: …` without a category. */
export const failure = (text: string): Trap => new Trap({ message: `failure: ${text}` });

const withCategory = (message: string, category: string): Trap => new Trap({ message, category });

export const unknownParameter = (name: string): Trap =>
  withCategory(`unknown parameter ${name}`, TRAP_CATEGORY.missingItemOrCommand);

export const missingArgument = (name: string): Trap =>
  withCategory(`missing =${name}=`, TRAP_CATEGORY.missingItemOrCommand);

export const noSuchItem = (): Trap =>
  withCategory('no such item', TRAP_CATEGORY.missingItemOrCommand);

export const noSuchCommand = (): Trap =>
  withCategory('no such command', TRAP_CATEGORY.missingItemOrCommand);

export const noMatch = (field: string): Trap =>
  withCategory(`input does not match any value of ${field}`, TRAP_CATEGORY.argumentValue);

export const invalidValue = (field: string): Trap =>
  withCategory(`invalid value for argument ${field}`, TRAP_CATEGORY.argumentValue);

export const outOfRange = (field: string, min: number, max: number): Trap =>
  withCategory(`value of ${field} out of range (${min}..${max})`, TRAP_CATEGORY.argumentValue);

export const notPermitted = (): Trap => new Trap({ message: 'not enough permissions (9)' });

export const interrupted = (): Trap => withCategory('interrupted', TRAP_CATEGORY.interrupted);
