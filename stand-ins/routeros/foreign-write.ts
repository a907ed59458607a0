import { type Command, isWrite } from './command';
import type { Router } from './model';
import { selectRows } from './verbs';

/**
 * Describes a write to rows that belong to someone else; undefined when there is none. The first token of a row's
 * comment names its owner; adopting a row by commenting it is allowed.
 */
export function foreignWrite(router: Router, command: Command, prefix: string): string | undefined {
  if (!isWrite(command) || !router.hasMenu(command.path)) return undefined;
  const table = router.table(command.path);
  if (!table.fields.has('comment') || table.spec.isSingle) return undefined;
  const comment = command.args.find(([name]) => name === 'comment')?.[1];
  if (comment?.startsWith(prefix)) return undefined;
  const name = `/${command.path}/${command.verb}`;
  if (command.verb === 'add') return `${name} adds a row without the comment ${prefix}…`;
  const foreign = selectRows(table, command.args, { isLenient: true }).rows.find(
    (row) => !row.isDynamic && row.values.get('comment')?.startsWith(prefix) !== true,
  );
  return foreign && `${name} touches ${foreign.id}, which is not commented ${prefix}…`;
}
