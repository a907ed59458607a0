import { catalogueFunctions } from './catalogue';
import { customerFunctions } from './customers';
import type { Registry } from './entry';
import { moneyFunctions } from './money';
import { serviceFunctions } from './services';

export const registry: Registry = {
  ...catalogueFunctions,
  ...customerFunctions,
  ...moneyFunctions,
  ...serviceFunctions,
};
