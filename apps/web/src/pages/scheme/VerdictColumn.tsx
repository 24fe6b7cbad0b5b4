import { field, type HttpRequest } from '@lockstep/http/message'
import type { Run, Step, Walkthrough } from '@lockstep/schemes/scheme'
import { useRef } from 'react'
import { applyEdits } from '../../components/apply-edits.ts'
import { theParty } from '../../components/parties.ts'
import { Rail } from '../../components/Rail.tsx'
import { Verdict } from '../../components/Verdict.tsx'
import { ViewSwitch } from '../../components/ViewSwitch.tsx'
import { verdictWords } from '../../components/verdict-words.ts'
import type { Open } from '../../components/walkthrough-rows.ts'
import { showBelowTheFold, useBroughtIntoView } from '../../hooks/use-brought-into-view.ts'
import type { Changed } from '../../stores/edits.ts'
import type { Sent } from '../../stores/run.ts'
import { useView } from '../../stores/view.ts'
import { Inlines } from '../../ui/Prose.tsx'
import { sentenceAfter } from './after-step.ts'
import { Foreseen } from './Foreseen.tsx'
import { isStale } from './is-stale.ts'
import type { Lesson } from './lesson.ts'
import { listFor, notReached } from './list-for.ts'
import { Predict } from './Predict.tsx'
import type { Draft } from './use-draft.ts'

type Props = {
  lesson: Lesson
  walkthrough: Walkthrough
  step: Step
  base: string
  open: Open
  draft: Draft
  played: Sent | undefined
  changed: Changed
  run: Run | undefined
  /** True where it has just been sent by hand: only then does the line travel. */
  isFresh: boolean
  said: Readonly<Record<string, string>>
  onSay: (key: string, option: string | undefined) => void
}

/** What the server will check, and once it was sent, what it found. */
export function VerdictColumn(props: Props) {
  const { lesson, walkthrough, step, base, open, draft, changed, run, isFresh, said, onSay } = props
  const { scheme } = lesson
  // What a real server's caller learns is its answer, and nothing else.
  const isLab = useView((state) => state.view) === 'lab' || step.messages.length === 0
  const there = isStale(props.played, changed) ? undefined : props.played
  // What came about in the window can still be foreseen: it is told once somebody presses Send.
  const isAsked = there?.unseen === true && step.predict !== undefined
  const played = isAsked ? undefined : there
  const exchange = played?.exchanges[open.message]
  const message = step.messages[open.message]
  const sender = walkthrough.parties.find(({ id }) => id === (message?.from ?? step.from))
  // The messages of a step can be others', its checks are of whoever takes it.
  const owner = walkthrough.parties.find(({ id }) => id === step.from)
  const sentence = played && run && sentenceAfter(run, scheme, step, played, lesson.steps.get(step.id))
  const isEdited = Object.keys(changed.edits).length > 0
  const built = draft.built[open.message]
  const next = built && applyEdits(built.request, open.message, changed.edits, scheme.inspect)
  const list =
    next &&
    listFor(
      scheme,
      base,
      next,
      message?.branch === undefined ? walkthrough.id : message.branch,
      message?.endpoint,
    )
  const own = played?.verdict ?? undefined
  const column = useRef<HTMLElement>(null)
  useBroughtIntoView(column, isFresh ? played : undefined, showBelowTheFold)
  return (
    <section className="verdict" ref={column} aria-label="The verdict" data-fresh={isFresh || undefined}>
      <div className="sec">
        <h3>{message ? 'The verdict' : 'What comes of it'}</h3>
        {message && <ViewSwitch />}
      </div>
      {!played && <Predict step={step} isEdited={isEdited} said={said} onSay={onSay} />}
      {exchange && (
        <Verdict
          key={exchange.id}
          exchange={exchange}
          scheme={scheme}
          parties={walkthrough.parties}
          sender={sender}
          derivation={played?.built[open.message]?.derivation ?? []}
          said={
            step.predict?.kind === 'status' || isEdited ? said[isEdited ? `${step.id}~` : step.id] : undefined
          }
        />
      )}
      {!exchange && list && (
        <>
          <p className="muted before">{wordsBefore(next, isAsked)}</p>
          <Rail checks={notReached(list)} rules={scheme.rules} sender={sender} />
        </>
      )}
      {own && (
        <>
          <p className="outcome before">
            {owner && `${capitalized(theParty(owner))}’s own`} checks:{' '}
            {verdictWords({ ...own, principal: own.principal ?? null })}
          </p>
          <Rail checks={own.checks} rules={scheme.rules} sender={owner} />
        </>
      )}
      {sentence && isLab && (
        <p className="sum">
          <Inlines inlines={sentence} />
        </p>
      )}
      {played && run && isLab && (
        <Foreseen
          slug={scheme.slug}
          facts={scheme.facts}
          step={step}
          run={run}
          isEdited={isEdited}
          said={said}
          status={exchange?.response.status}
        />
      )}
    </section>
  )
}

function wordsBefore(request: HttpRequest, hasHappened: boolean): string {
  if (hasHappened)
    return 'The window has been there already, by a redirect. Send shows what came of these checks.'
  return field(request, 'authorization') === undefined
    ? 'These checks wait for the request, in this order.'
    : 'These checks wait for it, in this order.'
}

function capitalized(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
