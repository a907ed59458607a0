import type { RouterConnection, RouterRow } from '../driver';
import { exactOf, isEightBit } from '../exact-text';
import type { DesiredService, OwnProfiles, RouterFacts } from '../rules/desired-service';
import { namedProfileOf, type ProfileMenu } from '../rules/own-profiles';
import { place } from '../rules/plan-changes';
import { orNothing } from './push-pools';
import { profileFields } from './read-actual';

/**
 * Adds to the facts of a router the operator's own profiles that these services use directly or through a managed copy,
 * as they are on the router now.
 * @throws RouterError when the connection is lost
 */
export async function withOwnProfiles(
  connection: RouterConnection,
  facts: RouterFacts,
  services: readonly DesiredService[],
): Promise<RouterFacts> {
  const wanted = services.flatMap((service) => namedProfileOf(service) ?? []);
  return { ...facts, ownProfiles: await readOwnProfiles(connection, wanted) };
}

async function readOwnProfiles(
  connection: RouterConnection,
  wanted: readonly { menu: ProfileMenu; name: string }[],
): Promise<OwnProfiles> {
  const namesIn = (menu: ProfileMenu) => [
    ...new Set(wanted.filter((one) => one.menu === menu).map(({ name }) => name)),
  ];
  const hotspot = namesIn('/ip/hotspot/user/profile');
  const [ppp, users, hotspotHasAddresses] = await Promise.all([
    printProfiles(connection, '/ppp/profile', namesIn('/ppp/profile')),
    printProfiles(connection, '/ip/hotspot/user/profile', hotspot),
    hotspot.length === 0 ? false : givesAddresses(connection),
  ]);
  return { rows: new Map([...ppp, ...users]), hotspotHasAddresses };
}

async function printProfiles(
  connection: RouterConnection,
  menu: ProfileMenu,
  names: readonly string[],
): Promise<[string, RouterRow][]> {
  if (names.length === 0) return [];
  const rows = await orNothing(() =>
    connection.print(menu, {
      fields: profileFields(menu),
      anyOf: names.map((name) => ['name', name] as const),
    }),
  );
  // Last is the one that counts: of two rows that read the same, the one whose name is written as the plan's is.
  const isOther = (row: RouterRow) => isEightBit(exactOf(row, 'name') ?? '');
  return [...rows.filter(isOther), ...rows.filter((row) => !isOther(row))].map((row) => [
    place(menu, row['name'] ?? ''),
    row,
  ]);
}

/** By a pool of the hotspot itself, or by a DHCP server on its interface. */
async function givesAddresses(connection: RouterConnection): Promise<boolean> {
  const fields = ['interface', 'address-pool', 'disabled'];
  const [hotspots, dhcp] = await Promise.all([
    orNothing(() => connection.print('/ip/hotspot', { fields })),
    orNothing(() => connection.print('/ip/dhcp-server', { fields })),
  ]);
  const isOn = (row: RouterRow) => row['disabled'] !== 'true';
  const served = new Set(
    dhcp
      .filter((row) => isOn(row) && row['address-pool'] !== 'static-only')
      .map((row) => row['interface']),
  );
  return hotspots.some((row) => {
    const pool = row['address-pool'] ?? 'none';
    return isOn(row) && (pool !== 'none' || served.has(row['interface']));
  });
}
