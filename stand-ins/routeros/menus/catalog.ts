import type { MenuSpec } from '../model';
import type { Traits } from '../personality';
import { ADDRESSING_MENUS } from './addressing';
import { HOTSPOT_MENUS } from './hotspot';
import { INTERFACE_MENUS } from './interfaces';
import { PPP_MENUS } from './ppp';
import { SHAPING_MENUS } from './shaping';
import { ACCOUNTING_MENU, SYSTEM_MENUS } from './system';

/** Every menu of a release, referenced menus before those whose first rows refer to them. */
export function menusOf(traits: Traits): readonly MenuSpec[] {
  const shared = [
    ...INTERFACE_MENUS,
    ...ADDRESSING_MENUS,
    ...PPP_MENUS,
    ...HOTSPOT_MENUS,
    ...SHAPING_MENUS,
    ...SYSTEM_MENUS,
  ];
  return traits.isV7 ? shared : [...shared, ACCOUNTING_MENU];
}
