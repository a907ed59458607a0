import { createHash } from 'node:crypto';
import { NonRetriableError, RetryAfterError } from 'inngest';
import { describe, expect, test } from 'vitest';
import { openSdkDoor } from '@/inngest/runtime/sdk-door';
import { on, signingKey, testClient } from './test-client';

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex');

type Tools = Parameters<Parameters<ReturnType<typeof testClient>['createFunction']>[1]>[0]['step'];
type State = {
  steps?: Record<string, unknown>;
  attempt?: number;
  maxAttempts?: number;
  isParallel?: boolean;
  stepId?: string;
};

/** Calls a function as a server does and returns the parsed response. */
function caller(handler: (step: Tools) => Promise<unknown>) {
  const client = testClient();
  const fn = client.createFunction({ id: 'contract', triggers: [on('a/b')] }, ({ step }) =>
    handler(step),
  );
  const other = client.createFunction({ id: 'other', triggers: [on('a/c')] }, async () => 1);
  const door = openSdkDoor(client, [fn, other], signingKey);
  const event = { id: 'e', name: 'a/b', data: { n: 1 }, ts: 1_900_000_000_000 };
  return (state: State = {}, functionId = 'test-contract') => {
    const { steps = {}, attempt = 0, maxAttempts = 3, isParallel = false } = state;
    const stack = Object.keys(steps);
    return door.call({
      functionId,
      stepId: state.stepId ?? 'step',
      body: {
        version: 2,
        event,
        events: [event],
        steps,
        ctx: {
          run_id: 'r',
          attempt,
          max_attempts: maxAttempts,
          disable_immediate_execution: isParallel,
          use_api: false,
          stack: { stack, current: stack.length },
        },
      },
    });
  };
}

describe('the SDK answers a call', () => {
  test('with the function’s value when there is nothing left to do', async () => {
    const call = caller(async () => ({ done: true }));
    expect(await call()).toEqual({ kind: 'returned', output: { done: true } });
  });

  test('with one step it has run, named by the SHA-1 of its id', async () => {
    const call = caller((step) => step.run('first', () => 7));
    expect(await call()).toMatchObject({
      kind: 'ops',
      ops: [{ op: 'StepRun', id: sha1('first'), displayName: 'first', data: 7 }],
    });
  });

  test('without rerunning a step whose result it is given', async () => {
    let runs = 0;
    const call = caller(async (step) => (await step.run('first', () => ++runs)) + 1);
    expect(await call({ steps: { [sha1('first')]: { data: 41 } } })).toEqual({
      kind: 'returned',
      output: 42,
    });
    expect(runs).toBe(0);
  });

  test('with a numbered id for a repeated step', async () => {
    const call = caller(async (step) => {
      await step.run('same', () => 0);
      return step.run('same', () => 1);
    });
    expect(await call({ steps: { [sha1('same')]: { data: 0 } } })).toMatchObject({
      ops: [{ op: 'StepRun', id: sha1('same:1'), data: 1 }],
    });
  });

  test('with plans for several steps, and runs the requested one', async () => {
    const call = caller((step) =>
      Promise.all([step.run('a', () => 'A'), step.run('b', () => 'B')]),
    );
    expect(await call()).toMatchObject({
      ops: [
        { op: 'StepPlanned', id: sha1('a') },
        { op: 'StepPlanned', id: sha1('b') },
      ],
    });
    expect(await call({ stepId: sha1('b'), isParallel: true })).toMatchObject({
      ops: [{ op: 'StepRun', id: sha1('b'), data: 'B' }],
    });
  });
});

describe('the SDK asks for', () => {
  test('a sleep by a duration or an instant', async () => {
    const call = caller((step) => step.sleep('nap', '90s'));
    expect(await call()).toMatchObject({ ops: [{ op: 'Sleep', id: sha1('nap'), name: '1m30s' }] });
    const until = caller((step) => step.sleepUntil('nap', new Date('2030-01-01T00:00:00Z')));
    expect(await until()).toMatchObject({
      ops: [{ op: 'Sleep', name: '2030-01-01T00:00:00.000Z' }],
    });
  });

  test('an event by its name, its condition and how long to wait', async () => {
    const call = caller((step) =>
      step.waitForEvent('answer', { event: 'a/answer', match: 'data.id', timeout: '1h' }),
    );
    expect(await call()).toMatchObject({
      ops: [
        {
          op: 'WaitForEvent',
          id: sha1('answer'),
          name: 'a/answer',
          opts: { if: 'event.data.id == async.data.id', timeout: '1h' },
        },
      ],
    });
  });

  test('another function by its full id, with data', async () => {
    const call = caller((step) =>
      step.invoke('ask', {
        function: testClient().createFunction(
          { id: 'other', triggers: [on('a/c')] },
          async () => 1,
        ),
        data: { n: 2 },
        timeout: '1m',
      }),
    );
    expect(await call()).toMatchObject({
      ops: [
        {
          op: 'InvokeFunction',
          id: sha1('ask'),
          opts: { function_id: 'test-other', payload: { data: { n: 2 } }, timeout: '1m' },
        },
      ],
    });
  });
});

describe('the SDK reports an error', () => {
  const failing = (error: Error) =>
    caller((step) =>
      step.run('fails', () => {
        throw error;
      }),
    );

  test('of a step as one to try again, until the last attempt, which is final', async () => {
    const call = failing(new Error('not yet'));
    expect(await call({ attempt: 0 })).toMatchObject({
      ops: [{ op: 'StepError', id: sha1('fails') }],
    });
    expect(await call({ attempt: 2 })).toMatchObject({
      ops: [{ op: 'StepFailed', id: sha1('fails'), error: { message: 'not yet' } }],
    });
  });

  test('of a step as final at once when it says so', async () => {
    expect(await failing(new NonRetriableError('never'))()).toMatchObject({
      ops: [{ op: 'StepFailed', error: { message: 'never' } }],
    });
  });

  test('of a step with its retry time', async () => {
    expect(await failing(new RetryAfterError('busy', '7s'))()).toMatchObject({
      kind: 'ops',
      retryAfter: '7',
      ops: [{ op: 'StepError' }],
    });
  });

  test('of the function as one to try again, or as final', async () => {
    const plain = caller(async () => {
      throw new Error('plain');
    });
    expect(await plain()).toMatchObject({ kind: 'retry', error: { message: 'plain' } });
    const final = caller(async () => {
      throw new NonRetriableError('final');
    });
    expect(await final()).toMatchObject({ kind: 'failed', error: { message: 'final' } });
    const later = caller(async () => {
      throw new RetryAfterError('later', '9s');
    });
    expect(await later()).toMatchObject({ kind: 'retry', retryAfter: '9' });
  });

  test('of a step reported as failed, where the code awaits it', async () => {
    const call = caller((step) =>
      step.run('broken', () => 0).catch((error: Error) => `caught ${error.message}`),
    );
    const error = { name: 'Error', message: 'told' };
    expect(await call({ steps: { [sha1('broken')]: { error } } })).toEqual({
      kind: 'returned',
      output: 'caught told',
    });
  });

  test('for a function it does not know as one to try again: another instance may know it', async () => {
    const call = caller(async () => 1);
    expect(await call({}, 'test-unknown')).toMatchObject({ kind: 'retry' });
  });
});
