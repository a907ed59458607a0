import type { ItemValues } from './item-values';

export type FormChoices = {
  categories: { value: string; label: string }[];
  sites: { value: string; label: string }[];
  labels: string[];
  plans: { value: string; label: string }[];
};

/** Values that sections need from fields in other sections. */
export type LiveValues = {
  kind: ItemValues['kind'];
  price: string;
  taxRate: string;
  fee: string;
  recurrenceMode: ItemValues['recurrenceMode'];
  intervalCount: string;
  intervalUnit: ItemValues['intervalUnit'];
  dataLimit: string;
  capAction: ItemValues['capAction'];
};

export type SetLive = (change: Partial<LiveValues>) => void;
