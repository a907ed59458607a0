import { useTranslations } from 'next-intl';

/** Id of the element with the page's own content; set by the shells. */
export const CONTENT_ID = 'content';

/** First stop of the Tab key: skips the navigation. */
export function SkipLink() {
  const t = useTranslations('ui');
  return (
    <a
      href={`#${CONTENT_ID}`}
      className="fixed start-3 top-3 z-50 -translate-y-20 rounded-md bg-accent px-4 py-2.5 font-medium text-on-accent focus:translate-y-0"
    >
      {t('skipToContent')}
    </a>
  );
}
