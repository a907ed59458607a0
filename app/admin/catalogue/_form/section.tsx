import type { ReactNode } from 'react';
import { Card } from '@/app/_ui/card';

type SectionProps = {
  title: string;
  description?: string;
  children: ReactNode;
};

/** A section of the form: two columns of fields where there is room. */
export function Section({ title, description, children }: SectionProps) {
  return (
    <Card title={title} {...(description === undefined ? {} : { description })}>
      <div className="grid gap-4 sm:grid-cols-2">{children}</div>
    </Card>
  );
}
