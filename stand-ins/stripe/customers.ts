import { type FormObject, isObject } from './form';
import type { Customer } from './objects';
import { check, mergeMetadata, nested, type Shape, text } from './params';
import type { World } from './world';

const addressShape: Shape = {
  city: 'text',
  country: 'text',
  line1: 'text',
  line2: 'text',
  postal_code: 'text',
  state: 'text',
};
const customerShape: Shape = {
  name: 'text',
  email: 'text',
  phone: 'text',
  description: 'text',
  metadata: 'metadata',
  address: { shape: addressShape },
  shipping: 'any',
  preferred_locales: { list: 'text' },
  invoice_settings: 'any',
  tax_exempt: { oneOf: ['none', 'exempt', 'reverse'] },
  payment_method: 'text',
};

export function createCustomer(world: World, input: FormObject): Customer {
  check(input, customerShape);
  const customer: Customer = {
    id: world.random.id('cus', 14),
    object: 'customer',
    address: null,
    balance: 0,
    created: world.clock.seconds(),
    currency: null,
    default_source: null,
    delinquent: false,
    description: null,
    email: null,
    invoice_prefix: world.random.id('x', 8).slice(2).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: {},
    name: null,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  };
  write(customer, input);
  world.store.put('customers', customer);
  world.emit('customer.created', customer);
  return customer;
}

export function updateCustomer(world: World, id: string, input: FormObject): Customer {
  const customer = world.get('customers', id);
  check(input, customerShape);
  write(customer, input);
  world.emit('customer.updated', customer);
  return customer;
}

export function deleteCustomer(world: World, id: string) {
  const customer = world.get('customers', id);
  world.store.remove('customers', id);
  world.emit('customer.deleted', customer);
  return { id, object: 'customer', deleted: true };
}

function write(customer: Customer, input: FormObject): void {
  for (const name of ['name', 'email', 'phone', 'description'] as const) {
    if (input[name] !== undefined) customer[name] = text(input, name) ?? null;
  }
  const address = nested(input, 'address');
  if (address) {
    const line = (name: string) => text(address, name) ?? null;
    customer.address = {
      city: line('city'),
      country: line('country'),
      line1: line('line1'),
      line2: line('line2'),
      postal_code: line('postal_code'),
      state: line('state'),
    };
  }
  const settings = input['invoice_settings'];
  if (isObject(settings) && settings['default_payment_method'] !== undefined) {
    customer.invoice_settings.default_payment_method =
      text(settings, 'default_payment_method') ?? null;
  }
  customer.metadata = mergeMetadata(customer.metadata, input);
}
