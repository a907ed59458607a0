import type { ReactNode } from 'react';
import { Card } from '@/app/_ui/card';

export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card title={title}>
      <div className="grid gap-4 sm:grid-cols-2">{children}</div>
    </Card>
  );
}
