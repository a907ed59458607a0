import type { Tone } from '@/app/_ui/tone';
import type { CustomerStatus, OrderState, ServiceStatus, TopUpStatus } from '@/lib/kit/words';
import type { PushState } from '@/lib/screens/admin/services';

export const serviceTone: Readonly<Record<ServiceStatus, Tone>> = {
  active: 'positive',
  stopped: 'warning',
  disabled: 'danger',
  pending: 'info',
  archived: 'neutral',
};

export const customerTone: Readonly<Record<CustomerStatus, Tone>> = {
  new: 'info',
  active: 'positive',
  blocked: 'danger',
  inactive: 'warning',
};

export const pushTone: Readonly<Record<PushState, Tone>> = {
  confirmed: 'positive',
  activating: 'info',
  failed: 'danger',
};

export const orderTone: Readonly<Record<OrderState, Tone>> = {
  waiting: 'info',
  executed: 'positive',
  cancelled: 'neutral',
  failed: 'danger',
};

export const topUpTone: Readonly<Record<TopUpStatus, Tone>> = {
  created: 'neutral',
  pending: 'info',
  processing: 'info',
  paid: 'positive',
  parked: 'warning',
  returned: 'neutral',
  failed: 'danger',
  expired: 'neutral',
};
