/**
 * Counts of what belongs to a site; a type alias rather than an interface, so that a refusal accepts it as
 * parameters.
 */
export type SiteUses = {
  customers: number;
  services: number;
  routers: number;
  items: number;
  networks: number;
};
