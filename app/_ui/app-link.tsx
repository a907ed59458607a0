import type { Route } from 'next';
import Link from 'next/link';
import type { ComponentProps } from 'react';

export type AppLinkProps = Omit<ComponentProps<typeof Link>, 'href'> & {
  href: string;
};

/**
 * A link whose address is data: cursors, stored views, menu lists. Typed routes cannot cover those, so the cast is
 * here, once. Addresses outside the app become plain anchors. Nothing is prefetched by default: a page has dozens of
 * links, and our subscribers pay for data.
 */
export function AppLink({ href, prefetch = false, ...props }: AppLinkProps) {
  if (/^(?:[a-z][a-z+.-]*:|\/\/)/i.test(href)) {
    const { replace: _replace, scroll: _scroll, shallow: _shallow, ...anchor } = props;
    return <a href={href} rel="noreferrer" {...(anchor as ComponentProps<'a'>)} />;
  }
  return <Link href={href as Route} prefetch={prefetch} {...props} />;
}
