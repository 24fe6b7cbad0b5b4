import type { Party, Step } from '@lockstep/schemes/scheme'
import { useEffect, useEffectEvent, useId, useRef, useState } from 'react'
import { Mark } from '../../../components/Mark.tsx'
import { theParty } from '../../../components/parties.ts'
import '../../../styles/window.css'
import { type FieldValues, fillForm } from '../../../stores/front/fill-form.ts'
import { lessonWindow, openLessonWindow } from '../../../stores/front/lesson-window.ts'
import { takeUp } from '../../../stores/front/take-up.ts'
import { isFront, playAnew, type Setting, useRun } from '../../../stores/run.ts'
import { showToast } from '../../../ui/toast-store.ts'
import { ElsewhereNote } from './ElsewhereNote.tsx'
import { WindowAddress } from './WindowAddress.tsx'

type Props = {
  setting: Setting
  /** Whose window it is. */
  party: Party | undefined
  /** The step that is open. In one that no window takes part in it stays as it is, out of sight. */
  step: Step
  /** What the form that is next would be sent with. */
  fields: FieldValues | undefined
  /** The page at which somebody can begin by hand. */
  opening: string | undefined
}

/** A real window of the lesson's own: log in and decide in it by hand, or let Send do it. */
export function LessonWindow({ setting, party, step, fields, opening }: Props) {
  const frame = useRef<HTMLIFrameElement>(null)
  const end = useRef<HTMLButtonElement>(null)
  const head = useId()
  const [address, setAddress] = useState<string>()
  const { sandbox } = setting
  const onArrival = useEffectEvent(() => {
    const window = lessonWindow()
    if (window) void takeUp(setting, window, step.id)
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the id stands for the sandbox, whose clock may move on
  useEffect(() => {
    if (!frame.current) return
    const close = openLessonWindow(frame.current, sandbox)
    const stop = lessonWindow()?.log.listen(onArrival)
    return () => {
      stop?.()
      close()
    }
  }, [sandbox.id])
  const leave = () => end.current?.focus()
  const onLoad = () => {
    const page = frame.current?.contentDocument
    setAddress(page ? page.URL : '')
    page?.addEventListener('keydown', (event) => event.key === 'Escape' && leave())
  }
  const fill = () => {
    const page = frame.current?.contentDocument
    if (!page || !fields || !fillForm(page, fields)) showToast('The window shows no such form.')
  }
  const anew = async () => {
    await playAnew(setting, step)
    if (!useRun.getState().problem) showToast('The steps before this one were played anew.')
  }
  const name = party ? theParty(party) : 'the user agent'
  return (
    <section className="win" data-screen={party?.screen} aria-labelledby={head} hidden={!isFront(step)}>
      <div className="sec">
        <h3 id={head} data-party={party?.hue}>
          {party && <Mark hue={party.hue} />} A window of {name}
        </h3>
        <button type="button" className="btn btn-small win-skip" onClick={leave}>
          Skip the window
        </button>
        {opening !== undefined && (
          <button type="button" className="btn btn-small" onClick={() => lessonWindow()?.go(opening)}>
            Open the page
          </button>
        )}
        {fields && (
          <button type="button" className="btn btn-small" onClick={fill}>
            Fill the form in
          </button>
        )}
      </div>
      <WindowAddress address={address} />
      <div className="win-view">
        <iframe
          ref={frame}
          title={`A window of ${name}`}
          tabIndex={isBlank(address) ? -1 : 0}
          onLoad={onLoad}
        />
        {isBlank(address) && (
          <p className="win-blank muted">
            {opening === undefined
              ? 'Nothing is open yet. Send opens the first page here; then go on by hand, or with Send.'
              : 'Nothing is open yet. Open the page and go on by hand, or let Send do all of it.'}
          </p>
        )}
      </div>
      <div className="win-end">
        <button ref={end} type="button" className="btn btn-quiet btn-small" onClick={() => toMessage()}>
          To the message
        </button>
        <span className="muted">
          <kbd>Esc</kbd> leaves the window
        </span>
        <button type="button" className="btn btn-quiet btn-small" onClick={() => void anew()}>
          Start anew
        </button>
      </div>
      <ElsewhereNote />
    </section>
  )
}

function isBlank(address: string | undefined): boolean {
  return address === undefined || address === 'about:blank'
}

/** From the window on to what it sends. */
function toMessage(): void {
  document.querySelector<HTMLElement>('[data-message] [data-part][tabindex="0"]')?.focus()
}
