import { getTranslations } from 'next-intl/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { can } from '@/lib/authorise/rights';
import { Palette } from './palette';
import type { PaletteWords } from './palette-words';

const wordKeys = [
  'open',
  'title',
  'placeholder',
  'customers',
  'services',
  'pages',
  'actions',
  'newCustomer',
  'nothing',
  'failed',
  'searching',
] as const satisfies readonly (keyof PaletteWords)[];

/** The admin's command palette, with its words in the reader's language. */
export async function CommandPalette({ nav }: { nav: readonly { href: string; label: string }[] }) {
  const [{ actor }, t] = await Promise.all([
    requireStaffCtx(),
    getTranslations('admin-overview.palette'),
  ]);
  const words = Object.fromEntries(wordKeys.map((key) => [key, t(key)])) as Record<
    (typeof wordKeys)[number],
    string
  >;
  return <Palette nav={nav} words={words} canCreate={can(actor.role, 'customers.write')} />;
}
