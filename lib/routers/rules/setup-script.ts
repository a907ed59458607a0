import { DISABLED_LIST, STOPPED_LIST } from './profiles';

/** Destinations that stay open in the walled garden, as an address list of the operator. */
const PORTAL_LIST = 'isp-portal-allow';

/** Hosts a payer's browser contacts during a payment, from Stripe's list of its domains (docs.stripe.com/ips). */
const stripeHosts = [
  'checkout.stripe.com',
  'js.stripe.com',
  'api.stripe.com',
  'hooks.stripe.com',
  'pay.stripe.com',
  'payments.stripe.com',
  'verify.stripe.com',
  'files.stripe.com',
  'm.stripe.com',
  'm.stripe.network',
  'q.stripe.com',
  'r.stripe.com',
  'a.stripecdn.com',
  'b.stripecdn.com',
  'c.stripecdn.com',
  'f.stripecdn.com',
  'hcaptcha.com',
];

export type SetupScriptInput = {
  /** The login that the router gets for us. */
  username: string;
  /** IPv4 address of our server as the router sees it. */
  serverAddress: string;
  /** IPv4 address of the portal. */
  portalAddress: string;
  /** Host name of the portal; null when people use its address. */
  portalHost?: string | null;
  /** Whether the router has a hotspot sign-in page, which has its own walled garden. */
  hasHotspot?: boolean;
};

/**
 * Builds the script an operator pastes once into a router, valid for both 6.49 and 7.x: a login with few rights over
 * TLS, the walled garden and the cut. The product checks these parts and never edits them. The password is typed on the
 * router. HTTPS cannot be redirected, so a stopped subscriber reaches the portal through a plain page or by its
 * address.
 */
export function setupScript(input: SetupScriptInput): string {
  const parts = [
    ...accessParts(input),
    gardenPart(input),
    ...(input.hasHotspot ? [hotspotPart(input)] : []),
    ipv6Part(),
  ];
  return parts
    .flatMap(({ about, lines }, index) => [`# ${index + 1}. ${about}`, ...lines])
    .join('\n');
}

/** What the numbered comment says, and the lines under it. */
type ScriptPart = { about: string; lines: readonly string[] };

function accessParts({ username, serverAddress }: SetupScriptInput): ScriptPart[] {
  const login = [
    // A new group has only the rights named here.
    '/user group add name=netpurse policy=api,read,write',
    `/user add name=${quoted(username)} group=netpurse address=${serverAddress}/32`,
  ];
  const encryption = [
    '/certificate add name=netpurse common-name=netpurse days-valid=3650',
    '/certificate sign netpurse',
    ':delay 10s',
    `/ip service set [find name=api-ssl] certificate=netpurse address=${serverAddress}/32 disabled=no`,
    '/ip service set [find name=api] disabled=yes',
    ':put [/certificate get netpurse fingerprint]',
  ];
  return [
    {
      about: 'A login that may read and write through the API, and no more, from our server alone',
      lines: login,
    },
    {
      about: 'An encrypted API: the fingerprint printed here is the one to compare',
      lines: encryption,
    },
  ];
}

function gardenPart(input: SetupScriptInput): ScriptPart {
  const { portalAddress } = input;
  const lines = [
    // Running the script again replaces the rules instead of duplicating them.
    '/ip firewall filter remove [find comment~"^netpurse: "]',
    '/ip firewall nat remove [find comment~"^netpurse: "]',
    `/ip firewall address-list remove [find list=${PORTAL_LIST} comment~"^netpurse: "]`,
    ...allowed(input).map(
      (place) =>
        `/ip firewall address-list add list=${PORTAL_LIST} address=${place} comment="netpurse: pay"`,
    ),
    `/ip firewall nat add chain=dstnat action=dst-nat protocol=tcp dst-port=80 src-address-list=${STOPPED_LIST} dst-address-list=!${PORTAL_LIST} to-addresses=${portalAddress} to-ports=80 comment="netpurse: portal"`,
    `/ip firewall filter add chain=forward action=drop src-address-list=${DISABLED_LIST} comment="netpurse: disabled"`,
    `/ip firewall filter add chain=forward action=accept protocol=udp dst-port=53 src-address-list=${STOPPED_LIST} comment="netpurse: names"`,
    `/ip firewall filter add chain=forward action=accept src-address-list=${STOPPED_LIST} dst-address-list=${PORTAL_LIST} comment="netpurse: portal"`,
    `/ip firewall filter add chain=forward action=reject reject-with=icmp-admin-prohibited src-address-list=${STOPPED_LIST} comment="netpurse: stopped"`,
  ];
  return {
    about:
      'The walled garden and the cut. These rules belong above any that accepts or fasttracks.',
    lines,
  };
}

/** A client without a hotspot sign-in is held by the hotspot itself, in its own walled garden. */
function hotspotPart(input: SetupScriptInput): ScriptPart {
  const lines = [
    '/ip hotspot walled-garden ip remove [find comment~"^netpurse: "]',
    ...allowed(input).map((place) => {
      const target = /^[\d.]+$/.test(place) ? 'dst-address' : 'dst-host';
      return `/ip hotspot walled-garden ip add action=accept ${target}=${place} comment="netpurse: pay"`;
    }),
  ];
  return {
    about: 'The same places for people who are not signed in on the hotspot page',
    lines,
  };
}

/**
 * Last, because a RouterOS 6 without the package for IPv6 rejects these lines, and an import ends at the first rejected
 * one. The portal is open over IPv4 alone: a browser whose IPv6 connection is rejected takes that at once.
 */
function ipv6Part(): ScriptPart {
  const filter = '/ipv6 firewall filter';
  const inList = (list: string) => `chain=forward src-address-list=${list}`;
  return {
    about:
      'The same for IPv6, above any rule that accepts. RouterOS 6 without the package ipv6 rejects and needs none of it.',
    lines: [
      `${filter} remove [find comment~"^netpurse: "]`,
      `${filter} add ${inList(DISABLED_LIST)} action=drop comment="netpurse: disabled"`,
      `${filter} add ${inList(STOPPED_LIST)} action=accept protocol=udp dst-port=53 comment="netpurse: names"`,
      `${filter} add ${inList(STOPPED_LIST)} action=reject comment="netpurse: stopped"`,
    ],
  };
}

function allowed({ portalAddress, portalHost }: SetupScriptInput): string[] {
  return [portalAddress, ...(portalHost ? [portalHost] : []), ...stripeHosts];
}

function quoted(text: string): string {
  return `"${text.replace(/["\\$]/g, (sign) => `\\${sign}`)}"`;
}
