import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Once } from './form';

const render = (isOver: boolean) =>
  renderToStaticMarkup(
    <Once isOver={isOver} way={<a href="/on">On</a>}>
      <button type="submit">Refund</button>
    </Once>,
  );

test('a form for one submission stays readable after success, with a way on instead of a second one', () => {
  expect(render(false)).not.toMatch(/disabled|href="\/on"/);
  expect(render(true)).toMatch(/href="\/on".*<fieldset disabled="".*<button[^>]*>Refund/);
});
