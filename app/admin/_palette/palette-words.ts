export type PaletteWords = {
  open: string;
  title: string;
  placeholder: string;
  customers: string;
  services: string;
  pages: string;
  actions: string;
  newCustomer: string;
  nothing: string;
  failed: string;
  searching: string;
};
