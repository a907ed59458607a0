import type { ReactNode } from 'react';
import { Form } from '@/app/_forms/form';
import type { FormAction } from '@/app/_forms/form-state';
import { IdempotencyKey } from '@/app/_forms/idempotency-key';
import { SubmitButton } from '@/app/_forms/submit-button';
import { Card } from '@/app/_ui/card';

type BulkFormProps = {
  title: string;
  submit: string;
  action: FormAction;
  ids: readonly string[];
  query: string;
  children: ReactNode;
};

/** One action on a selection; leads to the page with its progress. */
export function BulkForm({ title, submit, action, ids, query, children }: BulkFormProps) {
  return (
    <Card title={title}>
      <Form action={action} label={title} className="max-w-xl">
        <IdempotencyKey />
        {ids.length === 0 ? (
          <>
            <input type="hidden" name="allMatching" value="on" />
            <input type="hidden" name="query" value={query} />
          </>
        ) : (
          ids.map((id) => <input key={id} type="hidden" name="ids" value={id} />)
        )}
        {children}
        <div>
          <SubmitButton>{submit}</SubmitButton>
        </div>
      </Form>
    </Card>
  );
}
