import { useTranslations } from 'next-intl';

type ChangeWordsProps = {
  before: unknown;
  after: unknown;
};

const LINES_MAX = 12;

/** Recorded values before and after, name by name. */
export function ChangeWords({ before, after }: ChangeWordsProps) {
  const t = useTranslations('admin-customers.history');
  const old = recordOf(before);
  const now = recordOf(after);
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter(
    (name) => textOf(old[name]) !== textOf(now[name]),
  );
  if (names.length === 0) return null;
  return (
    <dl className="mt-1 grid gap-x-4 gap-y-0.5 text-xs sm:grid-cols-[max-content_1fr]">
      {names.slice(0, LINES_MAX).map((name) => (
        <div key={name} className="contents">
          <dt className="text-ink-muted">{name}</dt>
          <dd className="min-w-0 [overflow-wrap:anywhere]">
            {name in old && (
              <del className="text-ink-muted">{textOf(old[name]) || t('nothing')}</del>
            )}
            {name in old && name in now && ' → '}
            {name in now && <ins className="no-underline">{textOf(now[name]) || t('nothing')}</ins>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function recordOf(value: unknown): Record<string, unknown> {
  if (value === null || value === undefined) return {};
  return typeof value === 'object' && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : { value };
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
