import { useEffect, useRef, useState } from 'react'
import { foundIn, useInspect } from '../../stores/inspect/inspect-state.ts'
import { choose as read } from '../../stores/inspect/read-text.ts'
import { liveIn } from '../../stores/inspect/send-text.ts'
import { useReading } from '../../stores/readings.ts'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { Edited } from './Edited.tsx'
import { makerOf } from './maker-of.ts'
import { Received } from './Received.tsx'
import { VerdictLane } from './VerdictLane.tsx'

const lanes = ['received', 'edited', 'verdict'] as const
type Lane = (typeof lanes)[number]

const none: readonly never[] = []

/** The three lanes: as received, as edited, and what the server said. */
export function Lanes({ onAsk }: { onAsk: () => void }) {
  const state = useInspect()
  const [lane, setLane] = useState<Lane>('received')
  const top = useRef<HTMLElement>(null)
  // Where one lane is shown at a time, an answer is looked at at once.
  useEffect(() => {
    if (!state.sent) return
    setLane('verdict')
    if (isOneAtATime()) top.current?.scrollIntoView()
  }, [state.sent])
  const found = foundIn(state)
  const heading = useRef<HTMLHeadingElement>(null)
  // The box that had the focus has gone.
  useEffect(() => {
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true })
  }, [])
  const scheme = useReading(found?.slug ?? null)
  if (!found) return null
  const parties = scheme?.parties ?? none
  const maker = makerOf(found.reading.parts, parties)
  const live = liveIn(state)
  const canBeSent = found.reading.edit?.request !== undefined
  return (
    <>
      <div className="top">
        <h1 ref={heading} tabIndex={-1}>
          {found.reading.kind}
        </h1>
        <p className="muted">{whence(state.isOwn, canBeSent)}</p>
        <div className="actions">
          <KindChoice />
          <button type="button" className="btn" onClick={onAsk}>
            Paste something else
          </button>
        </div>
      </div>
      {live.length > 0 && (
        <ProblemNote title={`This looks like ${listed(live)}.`}>
          <p>
            It has not left this page, and it is not sent from here. If it was shown to anybody, on a screen
            or in a message, revoke it where it was issued and make a new one.
          </p>
        </ProblemNote>
      )}
      <nav className="jump" aria-label="Lanes" ref={top}>
        <div className="seg">
          {lanes.map((one) => (
            <button key={one} type="button" aria-pressed={lane === one} onClick={() => setLane(one)}>
              {one[0]?.toUpperCase() + one.slice(1)}
            </button>
          ))}
        </div>
      </nav>
      <div className="lanes" data-lane={lane}>
        <Received found={found} text={state.text} parties={parties} maker={maker} />
        <Edited found={found} parties={parties} />
        <VerdictLane found={found} scheme={scheme} />
      </div>
    </>
  )
}

/** As the style sheet has it. */
function isOneAtATime(): boolean {
  return matchMedia('(max-width: 719px)').matches
}

function whence(isOwn: boolean, canBeSent: boolean): string {
  if (isOwn && canBeSent)
    return 'Made in your sandbox, so it may be sent. Anything else you paste stays on this page.'
  if (canBeSent) return 'Not made in your sandbox: it is read on this page, and stays here.'
  return 'It is read on this page, and stays here.'
}

/** Where a text can be several things, which of them it is taken for. */
function KindChoice() {
  const { found, chosen } = useInspect()
  if (!found || found.length < 2) return null
  return (
    <label className="kind-choice">
      <span className="sm muted">Read as</span>
      <select value={chosen} onChange={(event) => void read(Number(event.target.value))}>
        {found.map(({ reading, reader }, i) => (
          <option key={reader.id} value={i}>
            {reading.kind}
          </option>
        ))}
      </select>
    </label>
  )
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
