import { createMemoryHistory, createRouter } from '@tanstack/react-router'
import { expect, test } from 'vitest'
import { routeTree } from '../routes.tsx'
import { to } from './path-builder.ts'

test('every link of the site', () => {
  const router = createRouter({ routeTree, history: createMemoryHistory() })
  const href = (options: object) => router.buildLocation(options).href
  expect({
    home: href(to.home()),
    compare: href(to.compare()),
    compareView: href(
      to.compare({ sort: 'security', down: true, pin: ['one', 'two'], open: 'one.security' }),
    ),
    inspect: href(to.inspect()),
    inspectSample: href(to.inspect({ sample: 'a-kind' })),
    wire: href(to.wire()),
    wireFiltered: href(to.wire({ text: 'a b', outcome: 'refused' })),
    exchange: href(to.exchange('x1')),
    scheme: href(to.scheme('one')),
    step: href(to.step('one', 'call')),
    stepOfFlow: href(to.step('one', 'call', 'second')),
    breakIt: href(to.breakIt('one')),
    attack: href(to.attack('one', 'replay')),
    snippets: href(to.snippets('one')),
    facts: href(to.facts('one')),
  }).toMatchInlineSnapshot(`
    {
      "attack": "/one/break-it/replay",
      "breakIt": "/one/break-it",
      "compare": "/compare",
      "compareView": "/compare?sort=security&down=true&pin=%5B%22one%22%2C%22two%22%5D&open=one.security",
      "exchange": "/wire?open=x1",
      "facts": "/one/facts",
      "home": "/",
      "inspect": "/inspect",
      "inspectSample": "/inspect?sample=a-kind",
      "scheme": "/one",
      "snippets": "/one/snippets",
      "step": "/one?step=call",
      "stepOfFlow": "/one?step=call&flow=second",
      "wire": "/wire",
      "wireFiltered": "/wire?text=a+b&outcome=refused",
    }
  `)
})
