'use client';

import { Button, type ButtonProps } from '@/app/_ui/button';
import { useFormState } from './form-context';

export type SubmitButtonProps = Omit<ButtonProps, 'type' | 'pending'>;

/** Submits the surrounding form. Name the consequence: "Pay €5.00", not "OK". */
export function SubmitButton({ variant = 'primary', ...props }: SubmitButtonProps) {
  const { pending } = useFormState();
  return <Button {...props} variant={variant} type="submit" pending={pending} />;
}
