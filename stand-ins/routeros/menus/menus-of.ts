import type { MenuSpec } from '../model';
import type { Traits } from '../personality';
import { addressingMenus } from './addressing';
import { hotspotMenus } from './hotspot';
import { interfaceMenus } from './interfaces';
import { ipv6Menus } from './ipv6';
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
  const ofRelease = traits.isV7 ? shared : [...shared, accountingMenu];
  if (traits.hasIpv6) return [...ofRelease, ...ipv6Menus];
  return ofRelease.map((spec) => ({
    ...spec,
    fields: spec.fields.filter(({ needsIpv6 }) => needsIpv6 !== true),
  }));
}
