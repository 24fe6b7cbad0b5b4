import { Link, useNavigate } from '@tanstack/react-router'
import { Clause } from '../../components/Clause.tsx'
import { decisive } from '../../components/decisive.ts'
import { Gates } from '../../components/Gates.tsx'
import { verdictWords } from '../../components/verdict-words.ts'
import { sendBothWays, useAttacks } from '../../stores/attacks.ts'
import { changedIn, useEdits } from '../../stores/edits.ts'
import { stepKey } from '../../stores/run.ts'
import { type Sandbox, useSandbox } from '../../stores/sandbox.ts'
import { to } from '../../util/path-builder.ts'
import { checksOf, endpointOf } from './checks-of.ts'
import type { Lesson } from './lesson.ts'
import { ProblemBox } from './ProblemBox.tsx'
import { SendButton } from './SendButton.tsx'
import { judgedSteps, stepFor } from './step-for.ts'
import { useSteering } from './use-steering.ts'

type Props = { lesson: Lesson; sandbox: Sandbox; check: string; stepId: string | undefined }

/** One check, taken away by hand: what it is for, and any step of the walkthrough sent to both worlds. */
export function TakeAwayView({ lesson, sandbox, check, stepId }: Props) {
  const { scheme } = lesson
  const navigate = useNavigate()
  const epoch = useSandbox((state) => state.epoch)
  const { played, sending, problem } = useAttacks()
  const changed = useEdits()
  const endpoint = endpointOf(scheme, check)
  const list = checksOf(scheme, endpoint, check)
  const attacks = scheme.attacks.filter(({ stoppedBy }) => stoppedBy === check)
  const steps = judgedSteps(scheme)
  const chosen = steps.find(({ step }) => step.id === stepId) ?? stepFor(scheme, check)
  const key = `${sandbox.id}/${epoch}/${scheme.slug}/without/${check}/${chosen?.step.id}`
  const both = played[key]
  const [one, other] = [
    both && decisive(both.with.exchanges, check),
    both?.without && decisive(both.without.exchanges, check),
  ]
  const sender = chosen?.walkthrough.parties.find(({ id }) => id === chosen.step.messages[0]?.from)
  const setting = chosen && { sandbox, scheme, walkthrough: chosen.walkthrough }
  const changes = chosen && setting && changedIn(changed, stepKey(setting, chosen.step))
  const isEdited = Object.values(changes ?? {}).some((kind) => Object.keys(kind).length > 0)
  const send = () => {
    if (setting) void sendBothWays(key, setting, chosen.step, check)
  }
  useSteering({ back: () => {}, next: () => {}, send })
  const clause = list.find(({ id }) => id === check)?.clause
  return (
    <>
      <section className="story-box" aria-label="The check">
        <h2>{scheme.rules[check]?.says}</h2>
        <div className="story">
          <p>
            <code>{check}</code>, one of {list.length} checks
            {endpoint === 'page' ? ' of the client half' : ''}. {clause && <Clause clause={clause} />}
          </p>
          {attacks.length > 0 ? (
            <p>
              It is there against{' '}
              {attacks.map((attack, i) => (
                <span key={attack.id}>
                  {i > 0 && ', '}
                  <Link {...to.attack(scheme.slug, attack.id)}>{attack.title}</Link>
                </span>
              ))}
              .
            </p>
          ) : (
            <p>
              No attack here needs it gone. Edit a step so that it breaks this rule, then send it to both
              worlds.
            </p>
          )}
        </div>
        {endpoint === 'page' ? (
          <p className="muted">
            This check runs in the client half. Its attack plays with it and without it.
          </p>
        ) : (
          chosen && (
            <>
              <div className="sec">
                <h3>Send a step both ways</h3>
                <SendButton party={sender} words="Send it both ways" busy={sending === key} onSend={send} />
              </div>
              <div className="field">
                <label htmlFor="both-ways-step">Step</label>
                <select
                  id="both-ways-step"
                  value={chosen.step.id}
                  onChange={(event) =>
                    void navigate({
                      ...to.breakIt(scheme.slug),
                      search: { without: check, step: event.target.value },
                      replace: true,
                      resetScroll: false,
                    })
                  }
                >
                  {steps.map(({ step }) => (
                    <option key={step.id} value={step.id}>
                      {lesson.steps.get(step.id)?.title ?? step.id}
                    </option>
                  ))}
                </select>
              </div>
              <p className="muted under">
                {isEdited ? 'It goes with your edits. ' : 'It goes as the client half builds it. '}
                <Link {...to.step(scheme.slug, chosen.step.id)}>Edit this step</Link>
              </p>
              {problem && <ProblemBox {...problem} onAgain={send} />}
            </>
          )
        )}
      </section>
      <section className="figure" aria-label="The two runs">
        <Gates
          rules={scheme.rules}
          list={list}
          check={check}
          hue={sender?.hue ?? 'user-agent'}
          one={one}
          other={other || undefined}
          two
          paths={['the real world', `/without/${scheme.slug}.${check}`]}
        >
          {one && other && <p>{compared(verdictWords(one.verdict), verdictWords(other.verdict))}</p>}
        </Gates>
      </section>
    </>
  )
}

function compared(one: string, other: string): string {
  if (one === other)
    return 'Both worlds answer alike: nothing in this message needed the check. Edit it so that it breaks the rule.'
  return `The same message is ${one} with the check, and ${other} without it.`
}
