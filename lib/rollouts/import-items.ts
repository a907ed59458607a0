import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import { changeItemStatus } from '@/lib/catalog/change-item-status';
import { createItem } from '@/lib/catalog/create-item';
import { canBecome, isSameTerms, termsForKind } from '@/lib/catalog/rules';
import { neverEnds } from '@/lib/catalog/rules/plan-end';
import type { Ctx, TxCtx } from '@/lib/context';
import type { CellProblem } from '@/lib/lists/csv';
import { changeItem } from './change-item';
import type { Pack } from './csv/codecs';
import { customerIdsInCsv, type ReadRow, readItemsCsv } from './csv/read-items';
import { loadImportWorld } from './lookups';

export const ImportItems = z.object({
  text: z.string().min(1, 'field_required').max(600_000, 'field_too_long'),
});

export type ImportRow = {
  line: number;
  name: string;
  result: 'create' | 'change' | 'unchanged' | 'error';
  problems: CellProblem[];
};

/** Shows what each row of a catalogue file would do, without writing anything. */
export async function previewImport(
  ctx: Ctx,
  input: z.infer<typeof ImportItems>,
): Promise<ImportRow[]> {
  requireImport(ctx);
  return (await planImport(ctx, ImportItems.parse(input).text)).map(toImportRow);
}

/** Applies all valid rows in one transaction. Existing services keep their terms. Idempotent. */
export async function importItems(
  ctx: Ctx,
  input: z.infer<typeof ImportItems>,
): Promise<{ created: number; changed: number }> {
  requireImport(ctx);
  const { text } = ImportItems.parse(input);
  return inTransaction(ctx, async (tctx) => {
    const done = { created: 0, changed: 0 };
    const planned = await planImport(tctx, text);
    for (const row of planned) {
      if (row.result === 'create') done.created += 1;
      if (row.result === 'change') done.changed += 1;
    }
    await applyRows(tctx, planned);
    await recordAudit(tctx, {
      action: 'item.import',
      subject: { kind: 'catalogue', id: 'import' },
      after: done,
    });
    return done;
  });
}

function requireImport(ctx: Ctx): void {
  requireStaff(ctx, 'import');
  requireStaff(ctx, 'catalog.write');
}

type PlannedRow = ReadRow & { result: ImportRow['result'] };

async function planImport(ctx: Ctx, text: string): Promise<PlannedRow[]> {
  const rows = readItemsCsv(text, await loadImportWorld(ctx, customerIdsInCsv(text)));
  return rows.map(planRow);
}

function planRow(row: ReadRow): PlannedRow {
  const { item, known } = row;
  if (!item || row.problems.length > 0) return { ...row, result: 'error' };
  if (!known) return { ...row, result: 'create' };
  if (item.status !== known.status && !canBecome(known.status, item.status)) {
    const problem: CellProblem = {
      column: 'status',
      key: 'item_status_not_possible',
      params: { from: known.status, to: item.status },
    };
    return { ...row, problems: [problem], result: 'error' };
  }
  const isPutOnSale = item.status === 'active' && known.status !== 'active';
  if (isPutOnSale && neverEnds({ kind: known.kind, ...item.terms })) {
    const problem: CellProblem = { column: 'interval_unit', key: 'plan_never_ends' };
    return { ...row, problems: [problem], result: 'error' };
  }
  const isSame =
    isSameTerms(known.terms, termsForKind(known.kind, item.terms)) &&
    item.status === known.status &&
    item.categoryId === known.categoryId &&
    isSameSet(item.siteIds, known.siteIds) &&
    isSameSet(item.labels, known.labels) &&
    isSameSet(item.customerIds, known.customerIds) &&
    isSameSet(item.targetItemIds, known.targetItemIds) &&
    item.targetItemIds.length === (row.targets ?? item.targetItemIds).length &&
    isSameSet(item.packs.map(packText), known.packs.map(packText));
  return { ...row, result: isSame ? 'unchanged' : 'change' };
}

function isSameSet<T>(left: readonly T[], right: readonly T[]): boolean {
  return left.length === right.length && left.every((value) => right.includes(value));
}

function packText({ name, dataBytes, priceMinor, validDays, perPeriodMax }: Pack): string {
  return JSON.stringify([name, `${dataBytes}`, `${priceMinor}`, validDays, perPeriodMax]);
}

type Ids = { itemId: number; versionId: number };

/** New items first, because plans of one file may be each other's targets. */
async function applyRows(ctx: TxCtx, rows: readonly PlannedRow[]): Promise<void> {
  const created = new Map<string, Ids>();
  for (const { result, item } of rows) {
    if (item && result === 'create')
      created.set(item.name, await createItem(ctx, { ...item, targetItemIds: [] }));
  }
  for (const row of rows) await applyChange(ctx, row, created);
}

async function applyChange(
  ctx: TxCtx,
  { result, item, known, targets = [] }: PlannedRow,
  created: ReadonlyMap<string, Ids>,
): Promise<void> {
  if (!item || result === 'error' || result === 'unchanged') return;
  const { kind: _kind, status, ...change } = item;
  const ids = known ?? created.get(item.name);
  if (!ids || (!known && targets.length === 0)) return;
  const fromFile = targets.flatMap((name) => created.get(name)?.itemId ?? []);
  const { itemId, versionId: expectedVersionId } = ids;
  await changeItem(ctx, {
    ...change,
    itemId,
    expectedVersionId,
    targetItemIds: [...item.targetItemIds, ...fromFile],
    existing: 'keep',
  });
  if (known) await changeItemStatus(ctx, { itemId, status });
}

function toImportRow({ line, name, result, problems }: PlannedRow): ImportRow {
  return { line, name, result, problems };
}
