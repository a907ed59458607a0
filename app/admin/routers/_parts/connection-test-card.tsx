'use client';

import { CircleAlert, CircleCheck, CircleHelp, OctagonAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useActionState } from 'react';
import { idleState } from '@/app/_forms/form-state';
import { Button } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import { Card } from '@/app/_ui/card';
import { inkTone, type Tone } from '@/app/_ui/tone';
import type { ConnectionTest } from '@/lib/routers/test-router-connection';
import { testConnection } from './actions';

type Checks = Extract<ConnectionTest, { kind: 'connected' }>['checks'];
type Verdict = Checks[keyof Checks] | 'unmade';

const looks: Record<Verdict, { tone: Tone; icon: ReactNode }> = {
  good: { tone: 'positive', icon: <CircleCheck aria-hidden /> },
  warning: { tone: 'warning', icon: <CircleAlert aria-hidden /> },
  bad: { tone: 'danger', icon: <OctagonAlert aria-hidden /> },
  unknown: { tone: 'neutral', icon: <CircleHelp aria-hidden /> },
  unmade: { tone: 'warning', icon: <CircleHelp aria-hidden /> },
};

type ConnectionTestCardProps = {
  routerId: number;
  /** Findings of the last test, and its time as text; null before the first. */
  last: { checks: Record<string, string>; when: string } | null;
};

/** Signs in to the router and shows its configuration check by check. */
export function ConnectionTestCard({ routerId, last }: ConnectionTestCardProps) {
  const t = useTranslations('admin-routers.test');
  const [state, test, pending] = useActionState(testConnection, idleState);
  const result = state.status === 'ok' ? (state.data as ConnectionTest | undefined) : undefined;
  return (
    <Card
      title={t('title')}
      description={t('text')}
      actions={
        <form action={test}>
          <input type="hidden" name="routerId" value={routerId} />
          <Button type="submit" variant="primary" pending={pending}>
            {t('run')}
          </Button>
        </form>
      }
    >
      <div role="status" className="flex flex-col gap-4">
        {state.status === 'idle' && (
          <p className="text-ink-muted">
            {last === null ? t('idle') : t('last', { when: last.when })}
          </p>
        )}
        {state.status === 'idle' && last !== null && <CheckList checks={last.checks} />}
        {state.status === 'error' && <Callout tone="danger">{state.message}</Callout>}
        {result && <Result result={result} />}
      </div>
    </Card>
  );
}

function Result({ result }: { result: ConnectionTest }) {
  const t = useTranslations('admin-routers.test');
  const words = useTranslations('routers');
  if (result.kind === 'failed') {
    return (
      <Callout tone="danger" title={words(`failure.${result.failure}`)}>
        <span className="font-mono text-xs [overflow-wrap:anywhere]">{result.detail}</span>
      </Callout>
    );
  }
  const { identity, version, board, checks } = result;
  return (
    <>
      <Callout tone="positive" title={t('connected')}>
        {t('who', { identity, version, board })}
      </Callout>
      <CheckList checks={checks} />
    </>
  );
}

/** Each check with its result, and how to fix it if it failed. */
function CheckList({ checks }: { checks: Record<string, string> }) {
  const words = useTranslations('routers');
  return (
    <ul className="divide-y divide-line">
      {Object.entries(checks).map(([check, found]) => {
        const verdict = found in looks ? (found as Verdict) : 'unknown';
        const { tone, icon } = looks[verdict];
        return (
          <li key={check} className="flex items-start gap-3 py-2.5">
            <span className={`mt-0.5 [&_svg]:size-4.5 ${inkTone[tone]}`}>{icon}</span>
            <span className="min-w-0 flex-1">
              {words(`check.${check}`)}
              {verdict !== 'good' && (
                <span className="mt-0.5 block text-ink-muted text-xs leading-relaxed">
                  {words(`advice.${check}`)}
                </span>
              )}
            </span>
            <span className={`shrink-0 font-medium text-xs ${inkTone[tone]}`}>
              {words(`verdict.${verdict}`)}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
