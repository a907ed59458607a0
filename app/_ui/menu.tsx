'use client';

import { Menu as Base } from '@base-ui/react/menu';
import { Check, EllipsisVertical } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ComponentProps, cloneElement, type ReactElement, type ReactNode } from 'react';
import { AppLink } from './app-link';
import { cn } from './cn';
import { ICON_BUTTON_STYLES } from './icon-button';
import { useIsHydrated } from './use-is-hydrated';

export type MenuItem = {
  id: string;
  label: ReactNode;
  icon?: ReactNode;
  /** Link target. Without it `onSelect` runs. */
  href?: string;
  onSelect?: () => void;
  tone?: 'danger';
  /** Shown under the label; disables the item. */
  disabledReason?: string;
  /** Draws a line above. */
  separated?: boolean;
};

export type MenuProps = {
  items: readonly MenuItem[];
  /** A button element; defaults to three dots. */
  trigger?: ReactElement;
  /** Accessible name of the default trigger. */
  label?: string;
  align?: 'start' | 'end';
};

export const MENU_POPUP =
  'min-w-44 max-w-80 origin-(--transform-origin) rounded-lg border border-line bg-surface-raised p-1 shadow-float outline-none transition-[opacity,scale] duration-100 data-ending-style:scale-97 data-starting-style:scale-97 data-ending-style:opacity-0 data-starting-style:opacity-0';

export const MENU_ITEM =
  'flex min-h-9 w-full select-none items-center gap-2.5 rounded-md px-2.5 py-1.5 text-start outline-none data-disabled:cursor-not-allowed data-highlighted:bg-surface-hover data-disabled:opacity-70 pointer-coarse:min-h-11 [&_svg]:size-4 [&_svg]:shrink-0';

/** Further actions behind a button. */
export function Menu({ items, trigger, label, align = 'end' }: MenuProps) {
  const t = useTranslations('ui');
  const name = label ?? t('moreActions');
  const button = trigger ?? (
    <button type="button" aria-label={name} title={name} className={ICON_BUTTON_STYLES}>
      <EllipsisVertical aria-hidden />
    </button>
  );
  if (!useIsHydrated()) return closed(button);
  return (
    <Base.Root>
      <Base.Trigger render={button} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align={align} className="z-40">
          <Base.Popup className={MENU_POPUP}>
            {items.map((item) => (
              <Item key={item.id} item={item} />
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** A menu's trigger before hydration, when it cannot open yet. */
function closed(trigger: ReactElement): ReactElement {
  return cloneElement(trigger as ReactElement<ComponentProps<'button'>>, {
    'aria-haspopup': 'menu',
    'aria-expanded': false,
  });
}

function Item({ item }: { item: MenuItem }) {
  const look = cn(MENU_ITEM, item.tone === 'danger' && 'text-danger-ink');
  const body = (
    <>
      {item.icon}
      <span className="min-w-0">
        <span className="block truncate">{item.label}</span>
        {item.disabledReason !== undefined && (
          <span className="block text-ink-muted text-xs">{item.disabledReason}</span>
        )}
      </span>
    </>
  );
  const isLink = item.href !== undefined && item.disabledReason === undefined;
  return (
    <>
      {item.separated && <Base.Separator className="my-1 h-px bg-line" />}
      {isLink ? (
        <Base.LinkItem className={look} render={<AppLink href={item.href ?? ''} />} closeOnClick>
          {body}
        </Base.LinkItem>
      ) : (
        <Base.Item
          className={look}
          disabled={item.disabledReason !== undefined}
          {...(item.onSelect ? { onClick: item.onSelect } : {})}
        >
          {body}
        </Base.Item>
      )}
    </>
  );
}

export type CheckMenuItem = {
  id: string;
  label: ReactNode;
  checked: boolean;
};

export type CheckMenuProps = {
  items: readonly CheckMenuItem[];
  onChange: (id: string, checked: boolean) => void;
  trigger: ReactElement;
};

/** A menu of options to switch on and off; stays open while choosing. */
export function CheckMenu({ items, onChange, trigger }: CheckMenuProps) {
  if (!useIsHydrated()) return closed(trigger);
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="end" className="z-40">
          <Base.Popup className={MENU_POPUP}>
            {items.map((item) => (
              <Base.CheckboxItem
                key={item.id}
                className={MENU_ITEM}
                checked={item.checked}
                onCheckedChange={(checked) => onChange(item.id, checked)}
              >
                <span className="flex size-4 items-center justify-center">
                  <Base.CheckboxItemIndicator>
                    <Check aria-hidden />
                  </Base.CheckboxItemIndicator>
                </span>
                <span className="truncate">{item.label}</span>
              </Base.CheckboxItem>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
