import { CheckboxField, RadioCards, SelectField } from '@/app/_forms/choice-fields';
import { ComboField } from '@/app/_forms/combo-field';
import { FileField } from '@/app/_forms/file-field';
import { Form } from '@/app/_forms/form';
import { IdempotencyKey } from '@/app/_forms/idempotency-key';
import { PasswordField } from '@/app/_forms/password-field';
import { RepeatRows } from '@/app/_forms/repeat-rows';
import { SubmitButton } from '@/app/_forms/submit-button';
import { DateField, MoneyField, TextArea, TextField } from '@/app/_forms/text-fields';
import { Button, LinkButton } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import { Card } from '@/app/_ui/card';
import { ErrorState } from '@/app/_ui/error-state';
import { KeyValueList } from '@/app/_ui/key-value-list';
import { Progress } from '@/app/_ui/meter';
import { CardSkeleton } from '@/app/_ui/skeleton';
import { StatusBadge } from '@/app/_ui/status-badge';
import { Timeline } from '@/app/_ui/timeline';
import type { Tone } from '@/app/_ui/tone';
import type { Formats } from '@/lib/kit/format';
import { sampleAction } from './actions';
import { Overlays } from './client-samples';
import { RouterSteps } from './samples';

const tones: Tone[] = ['neutral', 'accent', 'positive', 'warning', 'danger', 'info'];
const variants = ['primary', 'secondary', 'soft', 'ghost', 'danger', 'dangerQuiet'] as const;

/** Every part once. */
export function KitParts({ f }: { f: Formats }) {
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Card title="Buttons and badges">
        <div className="flex flex-wrap gap-2">
          {variants.map((variant) => (
            <Button key={variant} variant={variant}>
              {variant}
            </Button>
          ))}
          <Button variant="primary" pending>
            Saving
          </Button>
          <Button disabledReason="Blocked while a balance is due.">Change plan</Button>
          <LinkButton href="/dev-kit?face=portal" variant="soft">
            Portal
          </LinkButton>
        </div>
        <div className="mt-4 flex flex-wrap gap-2">
          {tones.map((tone) => (
            <StatusBadge key={tone} tone={tone}>
              {tone}
            </StatusBadge>
          ))}
        </div>
        <div className="mt-4">
          <Overlays />
        </div>
      </Card>
      <Card title="Messages">
        <div className="flex flex-col gap-2">
          {tones.map((tone) => (
            <Callout key={tone} tone={tone} title={`A ${tone} message`}>
              With a sentence that explains it.
            </Callout>
          ))}
        </div>
      </Card>
      <SampleForm f={f} />
      <div className="flex flex-col gap-4">
        <Card title="Timeline">
          <Timeline steps={RouterSteps(f)} />
        </Card>
        <Card title="Facts">
          <KeyValueList
            layout="facts"
            items={[
              { id: 'ip', label: 'IPv4', value: '10.0.14.7' },
              { id: 'login', label: 'Login', value: 'ann.smith' },
              { id: 'rate', label: 'Speed', value: f.rate(20_000_000) },
            ]}
          />
        </Card>
        <Card title="Waiting">
          <Progress label="Importing 120 of 400" ratio={0.3} />
          <CardSkeleton className="mt-4" />
          <ErrorState reference="a1b2c3d4" action={<Button>Try again</Button>} headingLevel={3} />
        </Card>
      </div>
    </div>
  );
}

function SampleForm({ f }: { f: Formats }) {
  return (
    <Card title="A form">
      <Form action={sampleAction} label="Sample">
        <IdempotencyKey />
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField name="name" label="Name" required hint="As on the bill." />
          <MoneyField
            name="price"
            label="Price"
            required
            currency="EUR"
            defaultValue={f.moneyInput(500n)}
          />
          <TextField name="speed" label="Speed" type="number" required suffix="Mbit/s" />
          <DateField name="start" label="Start date" defaultValue="2026-12-01" />
          <TextField name="email" label="E-mail" type="email" autoComplete="email" />
          <PasswordField name="password" label="Password" required autoComplete="new-password" />
          <SelectField
            name="kind"
            label="Kind"
            required
            options={[
              { value: 'internet', label: 'Internet' },
              { value: 'voice', label: 'Voice' },
            ]}
          />
          <ComboField
            name="router"
            label="Router"
            options={[
              { value: '1', label: 'Hilltop', hint: '10.0.0.1' },
              { value: '2', label: 'Valley', hint: '10.0.0.2' },
            ]}
          />
        </div>
        <RadioCards
          name="amount"
          label="Amount"
          required
          defaultValue="10"
          options={[
            { value: '5', label: 'One week', hint: 'Weekly 5 GB', aside: f.money(500n) },
            { value: '10', label: 'Two weeks', aside: f.money(1000n) },
          ]}
        />
        <CheckboxField
          name="notify"
          label="Tell the customer"
          hint="By e-mail, in their language."
          defaultChecked
        />
        <CheckboxField name="auto" label="Renew by itself" look="switch" defaultChecked />
        <RepeatRows
          name="discounts"
          label="Discounts"
          hint="The best one applies."
          columns={[
            { name: 'percent', label: 'Percent', type: 'number' },
            { name: 'text', label: 'Text', grow: 2 },
          ]}
          defaultRows={[{ percent: '10', text: 'Welcome' }]}
          addLabel="Add discount"
        />
        <FileField
          name="image"
          label="Image"
          accept="image/png"
          acceptLabel="PNG"
          maxBytes={1_000_000}
          maxLabel="1 MB"
        />
        <TextArea name="text" label="Text" />
        <div className="flex justify-end gap-2">
          <SubmitButton>Create plan</SubmitButton>
        </div>
      </Form>
    </Card>
  );
}
