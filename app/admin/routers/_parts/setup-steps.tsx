import { Check } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { getOperatorFormats } from '@/app/_operator/operator';
import { AppLink } from '@/app/_ui/app-link';
import { Meter } from '@/app/_ui/meter';
import type { SetupProgress, SetupStep } from '@/lib/routers/rules/setup-steps';

type SetupStepsProps = {
  routerId: number;
  progress: SetupProgress;
  current: SetupStep;
};

/** The steps of the setup: done, open, and the current one. */
export async function SetupSteps({ routerId, progress, current }: SetupStepsProps) {
  const [t, f] = await Promise.all([getTranslations('admin-routers.steps'), getOperatorFormats()]);
  const { steps, doneCount } = progress;
  const counts = { done: f.count(doneCount), all: f.count(steps.length) };
  return (
    <nav aria-label={t('title')} className="min-w-0 lg:sticky lg:top-4 lg:self-start">
      <Meter
        ratio={doneCount / steps.length}
        label={t('title')}
        value={t('progress', counts)}
        size="sm"
        tone={doneCount === steps.length ? 'positive' : 'accent'}
      />
      <ol className="mt-3 grid grid-cols-2 gap-0.5 lg:grid-cols-1">
        {steps.map(({ step, isDone }, index) => (
          <li key={step}>
            <AppLink
              href={`/admin/routers/${routerId}/setup?step=${step}`}
              aria-current={step === current ? 'step' : undefined}
              className="flex min-h-11 items-center gap-2.5 rounded-md px-2 py-1 leading-tight hover:bg-surface-sunken aria-[current=step]:bg-accent-soft aria-[current=step]:font-semibold aria-[current=step]:text-accent-ink"
            >
              <span
                className={`flex size-6 shrink-0 items-center justify-center rounded-full font-medium text-xs ${
                  isDone ? 'bg-positive text-on-positive' : 'border border-line-strong'
                }`}
              >
                {isDone ? <Check aria-hidden className="size-3.5" /> : f.count(index + 1)}
              </span>
              <span className="min-w-0">{t(step)}</span>
              <span className="sr-only">{isDone ? t('done') : t('open')}</span>
            </AppLink>
          </li>
        ))}
      </ol>
    </nav>
  );
}
