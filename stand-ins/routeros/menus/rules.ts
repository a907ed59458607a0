import { isEnabled, type MenuSpec, type Router, type Row, type Values } from '../model';
import { failure } from '../trap';

type Check = NonNullable<MenuSpec['check']>;

/** Refuses a second row of the same name, disabled ones included. */
export function uniqueName(path: string, message: string): Check {
  return (values, self, router) => {
    const namesakes = router.table(path).find('name', values.get('name') ?? '');
    if (namesakes.some((row) => row !== self)) throw failure(message);
  };
}

type EnabledRule = {
  path: string;
  /** The indexed property that two enabled rows must not share. */
  key: string;
  message: string;
  collides?: (other: Row, values: Values) => boolean;
};

/** Allows colliding rows while one of them is disabled. */
export function uniqueWhenEnabled(rule: EnabledRule): Check {
  return (values: Values, self: Row | undefined, router: Router) => {
    const value = values.get(rule.key);
    if (value === undefined || values.get('disabled') === 'true') return;
    const others = router.table(rule.path).find(rule.key, value);
    const isTaken = others.some(
      (other) => other !== self && isEnabled(other) && (rule.collides?.(other, values) ?? true),
    );
    if (isTaken) throw failure(rule.message);
  };
}

export const allOf =
  (...checks: Check[]): Check =>
  (values, self, router) => {
    for (const check of checks) check(values, self, router);
  };
