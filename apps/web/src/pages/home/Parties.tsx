import type { Hue } from '@lockstep/schemes/scheme'
import { Mark } from '../../components/Mark.tsx'

const parties: readonly { readonly hue: Hue; readonly name: string; readonly is: string }[] = [
  { hue: 'resource-owner', name: 'resource owner', is: 'The person whose data it is, and who may say no.' },
  {
    hue: 'user-agent',
    name: 'user agent',
    is: 'This page, curl, a script: it carries messages and can be looked into.',
  },
  { hue: 'client', name: 'client', is: 'The application that wants in, in OAuth’s sense of the word.' },
  { hue: 'authorization-server', name: 'authorization server', is: 'Asks the owner, then issues tokens.' },
  { hue: 'resource-server', name: 'resource server', is: 'Keeps the data, and checks every request for it.' },
  { hue: 'attacker', name: 'attacker', is: 'You, on the “Break it” pages.' },
]

export function Parties() {
  return (
    <section className="who">
      <div>
        <h2>Six parties, six colours</h2>
        <p className="muted">
          A party keeps its colour and its mark everywhere: its lane, its messages, each value it made.
          Nothing else on these pages has a colour, so a colour always says who.
        </p>
      </div>
      <dl>
        {parties.map(({ hue, name, is }) => (
          <div key={hue} data-party={hue}>
            <dt>{name}</dt>
            <dd>
              <Mark hue={hue} />
              {is}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
