import 'server-only';
import type { StaffCtx } from '@/app/_auth/session';
import { getOperator, getOperatorFormats } from '@/app/_operator/operator';
import { getItemFormChoices } from '@/lib/screens/admin/catalogue';
import type { FormChoices } from './live-values';

/** Loads what the form needs besides the item itself. */
export async function itemFormProps(ctx: StaffCtx, exceptItemId?: number) {
  const [operator, f, found] = await Promise.all([
    getOperator(),
    getOperatorFormats(),
    getItemFormChoices(ctx),
  ]);
  const choices: FormChoices = {
    categories: found.categories.map(({ categoryId, name }) => ({
      value: categoryId.toString(),
      label: name,
    })),
    sites: found.sites.map(({ siteId, name }) => ({ value: siteId.toString(), label: name })),
    labels: found.labels,
    plans: found.plans
      .filter((plan) => plan.itemId !== exceptItemId)
      .map(({ itemId, name }) => ({ value: itemId.toString(), label: name })),
  };
  return { f, choices, formats: f.settings, taxMode: operator.taxMode };
}
