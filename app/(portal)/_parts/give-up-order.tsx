import { Form } from '@/app/_forms/form';
import { SubmitButton } from '@/app/_forms/submit-button';
import { giveUpOrder } from './actions';

/** Cancels an order that waits for money. Works without scripts. */
export function GiveUpOrder(props: { orderId: string; label: string; size: 'sm' | 'lg' }) {
  return (
    <Form action={giveUpOrder}>
      <input type="hidden" name="orderId" value={props.orderId} />
      <SubmitButton variant="ghost" size={props.size}>
        {props.label}
      </SubmitButton>
    </Form>
  );
}
