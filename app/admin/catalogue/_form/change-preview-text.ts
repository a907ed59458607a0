import 'server-only';
import { getOperatorFormats } from '@/app/_operator/operator';
import type { ItemChangePreview } from '@/lib/rollouts/preview-item-change';
import { catalogueWords } from '../_view/item-words';
import { rolloutPreviewText } from '../_view/rollout-preview-text';
import type { ChangePreviewText } from './confirm-change';

/** The preview of a change as text for the browser. */
export async function changePreviewText(preview: ItemChangePreview): Promise<ChangePreviewText> {
  const [t, f] = await Promise.all([catalogueWords(), getOperatorFormats()]);
  const changed = preview.changed.map((term) => t(`term.${term}`)).join(', ');
  const { rollouts } = preview;
  if (!rollouts) return { changed, choices: [] };
  return {
    changed,
    choices: [
      { value: 'keep', label: t('existing.keep'), hint: t('existing.keepHint') },
      {
        value: 'period_end',
        label: t('existing.period_end'),
        hint: t('existing.periodEndHint'),
        preview: await rolloutPreviewText(rollouts.period_end, { t, f }),
      },
      {
        value: 'now',
        label: t('existing.now'),
        hint: t('existing.nowHint'),
        preview: await rolloutPreviewText(rollouts.now, { t, f }),
      },
    ],
  };
}
