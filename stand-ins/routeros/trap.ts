/** The documented values of a trap's `category` attribute. */
export const trapCategory = {
  missingItemOrCommand: '0',
  argumentValue: '1',
  interrupted: '2',
  general: '4',
} as const;

type TrapSentence = {
  message: string;
  category?: string;
};

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
  withCategory(`unknown parameter ${name}`, trapCategory.missingItemOrCommand);

export const missingArgument = (name: string): Trap =>
  withCategory(`missing =${name}=`, trapCategory.missingItemOrCommand);

export const noSuchItem = (): Trap =>
  withCategory('no such item', trapCategory.missingItemOrCommand);

export const noSuchCommand = (): Trap =>
  withCategory('no such command', trapCategory.missingItemOrCommand);

export const noMatch = (field: string): Trap =>
  withCategory(`input does not match any value of ${field}`, trapCategory.argumentValue);

export const invalidValue = (field: string): Trap =>
  withCategory(`invalid value for argument ${field}`, trapCategory.argumentValue);

export const outOfRange = (field: string, min: number, max: number): Trap =>
  withCategory(`value of ${field} out of range (${min}..${max})`, trapCategory.argumentValue);

export const notPermitted = (): Trap => new Trap({ message: 'not enough permissions (9)' });

export const interrupted = (): Trap => withCategory('interrupted', trapCategory.interrupted);
