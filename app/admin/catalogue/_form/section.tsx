import type { ReactNode } from 'react';
import { Card } from '@/app/_ui/card';

type SectionProps = {
  title: string;
  description?: string;
  children: ReactNode;
};

/** A part of the form: fields in two columns where there is room. */
export function Section({ title, description, children }: SectionProps) {
  return (
    <Card title={title} {...(description === undefined ? {} : { description })}>
      <div className="grid gap-4 sm:grid-cols-2">{children}</div>
    </Card>
  );
}
