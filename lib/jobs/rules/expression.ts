import { parse } from '@marcbachmann/cel-js';

type Scope = Record<string, unknown>;
type Evaluate = (scope: Scope) => unknown;

/** A cache without a limit: expressions come from function definitions, which are few and fixed. */
const compiled = new Map<string, Evaluate>();

function evaluate(expression: string, scope: Scope): unknown {
  let run = compiled.get(expression);
  if (run === undefined) {
    run = parse(expression) as Evaluate;
    compiled.set(expression, run);
  }
  try {
    return run(scope);
  } catch {
    // CEL throws if the event lacks a field; Inngest treats it as "no value".
    return null;
  }
}

/** Whether a CEL condition over `event` (and `async`) holds; a missing field makes it false. */
export function conditionHolds(expression: string, scope: Scope): boolean {
  return evaluate(expression, scope) === true;
}

/** Evaluates a CEL key (`event.data.routerId`) as text; a missing field is the empty key. */
export function keyOf(expression: string | undefined, scope: Scope): string {
  if (expression === undefined) return '';
  const value = evaluate(expression, scope);
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Evaluates a CEL number, clamped to ±`bound`; 0 if it is not a number. */
export function numberOf(expression: string, scope: Scope, bound: number): number {
  const value = Number(evaluate(expression, scope));
  return Number.isFinite(value) ? Math.trunc(Math.min(Math.max(value, -bound), bound)) : 0;
}
