import { invalidValue, type Trap } from './trap';

/** A row as seen by a query: the printed value of a property, or undefined when it is absent. */
type PropertyReader = (name: string) => string | undefined;
type RowFilter = (property: PropertyReader) => boolean;

type Step = (stack: boolean[], property: PropertyReader) => void;

/** Below the bottom of the stack every value is true. */
const pop = (stack: boolean[]): boolean => stack.pop() ?? true;
const at = (stack: readonly boolean[], index: number): boolean =>
  stack[stack.length - 1 - index] ?? true;

const INTEGER = /^-?\d+$/;

function compare(left: string, right: string): number {
  if (INTEGER.test(left) && INTEGER.test(right)) {
    const difference = BigInt(left) - BigInt(right);
    return difference < 0n ? -1 : Number(difference > 0n);
  }
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function applyOperator(operator: string, stack: boolean[]): void {
  if (operator === '!') stack.push(!pop(stack));
  else if (operator === '.') stack.push(at(stack, 0));
  else {
    const [top, below] = [pop(stack), pop(stack)];
    stack.push(operator === '&' ? top && below : top || below);
  }
}

function applyOperations(operations: string, stack: boolean[]): void {
  const tokens = operations.match(/\d+\.?|[!&|.]/g) ?? [];
  for (const [position, token] of tokens.entries()) {
    if (!/^\d/.test(token)) applyOperator(token, stack);
    else {
      const value = at(stack, Number.parseInt(token, 10));
      // An index at the end of the word replaces the whole stack; any other index pushes a copy.
      if (position === tokens.length - 1 && !token.endsWith('.')) stack.length = 0;
      stack.push(value);
    }
  }
}

function comparison(text: string, wanted: (order: number) => boolean): Step {
  const [name, value] = splitPair(text);
  return (stack, property) => {
    const actual = property(name);
    stack.push(actual !== undefined && wanted(compare(actual, value)));
  };
}

function splitPair(text: string): [string, string] {
  const equals = text.indexOf('=');
  return equals < 0 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)];
}

function equality(text: string): Step {
  const [name, value] = splitPair(text);
  return (stack, property) => {
    stack.push(property(name) === value);
  };
}

function compileWord(word: string): Step | Trap {
  const body = word.slice(1);
  switch (body[0]) {
    case '#':
      if (!/^#[\d!&|.]*$/.test(body)) return invalidValue('query');
      return (stack) => applyOperations(body.slice(1), stack);
    case '-':
      return (stack, property) => {
        stack.push(property(body.slice(1)) === undefined);
      };
    case '<':
      return comparison(body.slice(1), (order) => order < 0);
    case '>':
      return comparison(body.slice(1), (order) => order > 0);
    case '=':
      return equality(body.slice(1));
    default:
      if (body.includes('=')) return equality(body);
      return (stack, property) => {
        stack.push(property(body) !== undefined);
      };
  }
}

/**
 * Compiles the `?` words of a print into a filter by running RouterOS's stack machine.
 * @throws Trap when a word is not a query.
 */
export function compileQuery(words: readonly string[]): RowFilter {
  const steps = words.map((word) => {
    const step = compileWord(word);
    if (typeof step !== 'function') throw step;
    return step;
  });
  return (property) => {
    const stack: boolean[] = [];
    for (const step of steps) step(stack, property);
    return stack.every(Boolean);
  };
}
