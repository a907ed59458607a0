import type { MenuSpec } from '../model';
import type { Traits } from '../personality';
import { addressingMenus } from './addressing';
import { hotspotMenus } from './hotspot';
import { interfaceMenus } from './interfaces';
import { pppMenus } from './ppp';
import { shapingMenus } from './shaping';
import { accountingMenu, systemMenus } from './system';

/** Every menu of a release; referenced menus come before those whose initial rows refer to them. */
export function menusOf(traits: Traits): readonly MenuSpec[] {
  const shared = [
    ...interfaceMenus,
    ...addressingMenus,
    ...pppMenus,
    ...hotspotMenus,
    ...shapingMenus,
    ...systemMenus,
  ];
  return traits.isV7 ? shared : [...shared, accountingMenu];
}
