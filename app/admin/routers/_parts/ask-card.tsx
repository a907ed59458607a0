'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useActionState } from 'react';
import { type FormAction, idleState } from '@/app/_forms/form-state';
import { Button } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import { Card } from '@/app/_ui/card';
import type { RouterFailure } from '@/lib/kit/words';

export type Unavailable = { kind: 'unavailable'; failure: RouterFailure; detail: string };

type AskCardProps<Answer extends { kind: string }> = {
  routerId: number;
  title: string;
  text: string;
  /** Label of the button that queries the router. */
  ask: string;
  /** Shown before the first query. */
  idle: string;
  /** Heading of the reason when the router did not respond. */
  failed: string;
  action: FormAction;
  children: (answer: Exclude<Answer, Unavailable>) => ReactNode;
};

/** Queries a router at the press of a button and shows the response, or why there is none. */
export function AskCard<Answer extends { kind: string }>(props: AskCardProps<Answer>) {
  const { routerId, title, text, ask, idle, failed, action, children } = props;
  const words = useTranslations('routers.failure');
  const [state, submit, pending] = useActionState(action, idleState);
  const answer = state.status === 'ok' ? (state.data as Answer | Unavailable) : undefined;
  return (
    <Card
      title={title}
      description={text}
      actions={
        <form action={submit}>
          <input type="hidden" name="routerId" value={routerId} />
          <Button type="submit" variant="primary" pending={pending}>
            {ask}
          </Button>
        </form>
      }
    >
      <div role="status" className="flex flex-col gap-4">
        {state.status === 'idle' && <p className="text-ink-muted">{idle}</p>}
        {state.status === 'error' && <Callout tone="danger">{state.message}</Callout>}
        {answer !== undefined && isUnavailable(answer) && (
          <Callout tone="danger" title={failed}>
            <p>{words(answer.failure)}</p>
            <p className="mt-1 font-mono text-xs [overflow-wrap:anywhere]">{answer.detail}</p>
          </Callout>
        )}
      </div>
      {answer !== undefined && !isUnavailable(answer) && (
        <div className="mt-1 flex flex-col gap-5">
          {children(answer as Exclude<Answer, Unavailable>)}
        </div>
      )}
    </Card>
  );
}

function isUnavailable(answer: { kind: string }): answer is Unavailable {
  return answer.kind === 'unavailable';
}
