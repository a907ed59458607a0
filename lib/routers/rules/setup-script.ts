import { DISABLED_LIST, STOPPED_LIST } from './profiles';

/** Destinations that stay open in the walled garden, as an address list of the operator's. */
const PORTAL_LIST = 'isp-portal-allow';

export interface SetupScriptInput {
  /** The login the router gets for us. */
  readonly username: string;
  /** IPv4 address of our server as the router sees it. */
  readonly serverAddress: string;
  /** IPv4 address that the portal answers on. */
  readonly portalAddress: string;
}

/**
 * What an operator pastes once into a router, in the form that both 6.49 and 7.x read: a login with
 * few rights, the walled garden and the cut. The product verifies these parts and never edits them.
 * The password is typed on the router. HTTPS cannot be redirected, so a stopped subscriber reaches
 * the portal through a plain page or by its address.
 */
export function setupScript(input: SetupScriptInput): string {
  const { username, serverAddress, portalAddress } = input;
  return [
    // A new group has no right that is not named here.
    '/user group add name=netpurse policy=api,read,write',
    `/user add name=${quoted(username)} group=netpurse address=${serverAddress}/32`,
    `/ip service set [find name=api-ssl] address=${serverAddress}/32 disabled=no`,
    '/ip service set [find name=api] disabled=yes',
    `/ip firewall address-list add list=${PORTAL_LIST} address=${portalAddress}`,
    `/ip firewall address-list add list=${PORTAL_LIST} address=checkout.stripe.com`,
    `/ip firewall nat add chain=dstnat action=dst-nat protocol=tcp dst-port=80 src-address-list=${STOPPED_LIST} dst-address-list=!${PORTAL_LIST} to-addresses=${portalAddress} to-ports=80 comment="netpurse: portal"`,
    `/ip firewall filter add chain=forward action=drop src-address-list=${DISABLED_LIST} comment="netpurse: disabled"`,
    `/ip firewall filter add chain=forward action=accept protocol=udp dst-port=53 src-address-list=${STOPPED_LIST} comment="netpurse: names"`,
    `/ip firewall filter add chain=forward action=accept src-address-list=${STOPPED_LIST} dst-address-list=${PORTAL_LIST} comment="netpurse: portal"`,
    `/ip firewall filter add chain=forward action=reject reject-with=icmp-admin-prohibited src-address-list=${STOPPED_LIST} comment="netpurse: stopped"`,
  ].join('\n');
}

function quoted(text: string): string {
  return `"${text.replace(/["\\$]/g, (sign) => `\\${sign}`)}"`;
}
