import type { Attack } from '@lockstep/schemes/scheme'
import { useNavigate } from '@tanstack/react-router'
import { attackRows } from '../../components/attack-rows.ts'
import { decisive } from '../../components/decisive.ts'
import { Gates } from '../../components/Gates.tsx'
import { MessageView } from '../../components/MessageView.tsx'
import { answeredMessage, receivedMessage } from '../../components/message-of.ts'
import { WireView } from '../../components/WireView.tsx'
import { playAttackBothWays, useAttacks } from '../../stores/attacks.ts'
import { type Sandbox, useSandbox } from '../../stores/sandbox.ts'
import { Inlines, Prose } from '../../ui/Prose.tsx'
import { to } from '../../util/path-builder.ts'
import { checksOf } from './checks-of.ts'
import type { Lesson } from './lesson.ts'
import { makersOf } from './makers-of.ts'
import { ProblemBox } from './ProblemBox.tsx'
import { SendButton } from './SendButton.tsx'
import { SearchPanel } from './search/SearchPanel.tsx'
import { useSteering } from './use-steering.ts'

type Props = { lesson: Lesson; sandbox: Sandbox; attack: Attack }

/** One attack: its story, what travelled, and the two runs. */
export function AttackView({ lesson, sandbox, attack }: Props) {
  const { scheme } = lesson
  const epoch = useSandbox((state) => state.epoch)
  const navigate = useNavigate()
  const key = `${sandbox.id}/${epoch}/${scheme.slug}/${attack.id}`
  const { played, sending, problem } = useAttacks()
  const both = played[key]
  const { stoppedBy } = attack
  const prose = lesson.attacks.get(attack.id)
  const [one, other] = [
    both && decisive(both.with.exchanges, stoppedBy),
    both?.without && decisive(both.without.exchanges, stoppedBy),
  ]
  const byClient = attack.endpoint === 'page'
  const structural = stoppedBy !== null && scheme.rules[stoppedBy]?.structural === true
  const attacker = attack.parties.find(({ hue }) => hue === 'attacker') ?? attack.parties[0]
  const name = attacker?.label ?? 'the attacker'
  const { rows, leftOut } = attackRows(
    both?.with.exchanges ?? [],
    attack.parties,
    scheme.inspect,
    one,
    byClient,
  )
  const lanes = attack.parties.filter(
    ({ id }) => !both || rows.some(({ from, to }) => from.id === id || to?.id === id),
  )

  const send = () => void playAttackBothWays(key, scheme.slug, attack.id)
  const go = (by: 1 | -1) => {
    const next = scheme.attacks[scheme.attacks.indexOf(attack) + by]
    if (next) void navigate({ ...to.attack(scheme.slug, next.id), resetScroll: false })
  }
  useSteering({ back: () => go(-1), next: () => go(1), send })
  const after = (name: string) => {
    const inlines = prose?.after.get(name)
    return (
      inlines && (
        <p>
          <Inlines inlines={inlines} />
        </p>
      )
    )
  }
  const two = stoppedBy !== null && !structural
  return (
    <>
      <section className="story-box" aria-label="The attack">
        <h2>{attack.title}</h2>
        <div className="story">{prose && <Prose blocks={prose.blocks} />}</div>
        {both && <WireView parties={lanes} rows={rows} host={location.host} />}
        {leftOut > 0 && <p className="muted sm">… {leftOut} more requests between them, all of one kind.</p>}
        <div className="sec">
          <h3>
            {byClient
              ? `What ${name} answers`
              : one && one.from !== attacker?.id
                ? 'What is judged'
                : `What ${name} sends`}
          </h3>
          <SendButton
            party={attacker}
            words={two ? 'Send it both ways' : 'Send it'}
            busy={sending === key}
            onSend={send}
          />
        </div>
        {problem && <ProblemBox {...problem} onAgain={send} />}
        {one ? (
          <MessageView
            message={byClient ? answeredMessage(one) : receivedMessage(one)}
            inspect={makersOf(
              scheme.inspect,
              both?.with.exchanges ?? [],
              attacker?.id,
              sandbox.credentials[scheme.slug],
            )}
            parties={attack.parties}
          />
        ) : (
          <p className="muted">
            It is made when it is sent, afresh for each world. Nothing here is a recording.
          </p>
        )}
        {attack.search && (
          <SearchPanel
            of={key}
            slug={scheme.slug}
            attack={attack.id}
            search={attack.search}
            attacker={attacker}
            exchanges={both?.with.exchanges ?? []}
          />
        )}
      </section>
      <section className="figure" aria-label={two ? 'The two runs' : 'The run'}>
        <Gates
          rules={scheme.rules}
          list={checksOf(scheme, attack.endpoint ?? 'whoami', stoppedBy)}
          check={stoppedBy}
          hue={attacker?.hue ?? 'attacker'}
          one={one}
          other={other || undefined}
          two={two}
          paths={
            byClient
              ? ['the user agent checks', 'it does not']
              : [pathOf(one?.request.target, sandbox.id), two ? `/without/${scheme.slug}.${stoppedBy}` : '']
          }
          byClient={byClient}
          got={two ? both?.without?.got : both?.with.got}
        >
          {stoppedBy === null ? (
            <>
              {after('got in')}
              {after('instead') ?? <p>{attack.instead}</p>}
            </>
          ) : (
            <>
              {after('stopped')}
              {two && after('got in')}
              {structural && (
                <p className="muted">
                  This check cannot be taken away: without it there is nothing to go on.
                </p>
              )}
            </>
          )}
        </Gates>
        <p className="sr" role="status">
          {one ? words(one, other || undefined) : ''}
        </p>
      </section>
    </>
  )
}

function words(
  one: { response: { status: number } },
  other: { response: { status: number } } | undefined,
): string {
  if (!other) return `The answer was ${one.response.status}.`
  return `With the check ${one.response.status}, without it ${other.response.status}.`
}

function pathOf(target: string | undefined, sandbox: string): string {
  return target?.split('?')[0]?.replace(`/s/${sandbox}`, '') ?? ''
}
