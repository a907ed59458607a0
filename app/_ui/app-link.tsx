import type { Route } from 'next';
import Link from 'next/link';
import type { ComponentProps } from 'react';

export type AppLinkProps = Omit<ComponentProps<typeof Link>, 'href'> & {
  href: string;
};

/**
 * A link whose address is data: cursors, stored views, menu lists. The type of known routes cannot cover
 * those, so the cast stands here once. Addresses outside the app become plain anchors. Nothing is fetched
 * before it is asked for: a page has dozens of links, and data is what our subscribers have run out of.
 */
export function AppLink({ href, prefetch = false, ...props }: AppLinkProps) {
  if (/^(?:[a-z][a-z+.-]*:|\/\/)/i.test(href)) {
    const { replace: _replace, scroll: _scroll, shallow: _shallow, ...anchor } = props;
    return <a href={href} rel="noreferrer" {...(anchor as ComponentProps<'a'>)} />;
  }
  return <Link href={href as Route} prefetch={prefetch} {...props} />;
}
