import type { ReactNode } from 'react';

type AuthHeadingProps = {
  title: string;
  description: ReactNode;
};

export function AuthHeading({ title, description }: AuthHeadingProps) {
  return (
    <header className="mb-6 flex flex-col gap-1.5">
      <h1 className="font-semibold text-2xl leading-tight">{title}</h1>
      <p className="break-words text-ink-muted">{description}</p>
    </header>
  );
}
