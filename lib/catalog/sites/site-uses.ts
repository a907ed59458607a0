/** What belongs to a site; a type, so that it can stand in a refusal as it is. */
export type SiteUses = {
  customers: number;
  services: number;
  routers: number;
  items: number;
  networks: number;
};
