import '../styles/inspect.css'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { foundIn, useInspect } from '../stores/inspect/inspect-state.ts'
import { inspectText, longestText, resumeInspect } from '../stores/inspect/read-text.ts'
import { sendEdited } from '../stores/inspect/send-text.ts'
import { useSandbox } from '../stores/sandbox.ts'
import { showToast } from '../ui/toast-store.ts'
import { to } from '../util/path-builder.ts'
import { Announcer } from './inspect/Announcer.tsx'
import { Ask } from './inspect/Ask.tsx'
import { Lanes } from './inspect/Lanes.tsx'

/** Paste anything: what it is, what it becomes when it is edited, and what the server says of that. */
export function InspectPage() {
  const { sample } = useSearch({ from: '/inspect' })
  const text = useInspect((state) => state.text)
  const isRead = useInspect((state) => foundIn(state) !== undefined)
  const [isAsking, setAsking] = useState(false)
  const take = useTake(() => setAsking(false))
  useBeginning(sample)
  useInNewSandbox()
  const shows = isRead && !isAsking
  useAnywhere(take, shows)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a drop anywhere on the page; the box takes the same by a paste
    <div
      className="inspect"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        const [file] = event.dataTransfer.files
        if (!file) return
        event.preventDefault()
        void readFile(file).then(take)
      }}
    >
      {shows ? (
        <Lanes onAsk={() => setAsking(true)} />
      ) : (
        <Ask
          initial={isRead ? '' : text}
          onTake={take}
          {...(isRead ? { onBack: () => setAsking(false) } : {})}
          onSample={() => setAsking(false)}
        />
      )}
      <Announcer />
    </div>
  )
}

/** Takes a text up, and leaves the sample that the URL names. */
function useTake(done: () => void): (text: string | undefined) => void {
  const navigate = useNavigate()
  return (text) => {
    if (text === undefined || text.trim() === '') return
    if (text.length > longestText) {
      showToast(`That are ${text.length} characters; ${longestText} are the most that is read here.`)
      return
    }
    void navigate({ ...to.inspect(), replace: true })
    void inspectText(text)
    done()
  }
}

/** A paste and Ctrl Enter, wherever the focus is: with nothing in focus, they come to the document alone. */
function useAnywhere(take: (text: string) => void, shows: boolean): void {
  const latest = useRef(take)
  latest.current = take
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      if (!isEditable(event.target)) latest.current(event.clipboardData?.getData('text') ?? '')
    }
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || !shows) return
      event.preventDefault()
      void sendEdited()
    }
    document.addEventListener('paste', paste)
    document.addEventListener('keydown', press)
    return () => {
      document.removeEventListener('paste', paste)
      document.removeEventListener('keydown', press)
    }
  }, [shows])
}

/** A sample that a link names, or what this tab kept. */
function useBeginning(sample: string | undefined): void {
  useEffect(() => {
    void resumeInspect(sample)
  }, [sample])
}

/** In another sandbox other keys are one's own: the text is read again there. */
function useInNewSandbox(): void {
  const id = useSandbox((state) => state.sandbox?.id)
  const before = useRef(id)
  useEffect(() => {
    const was = before.current
    before.current = id
    const { text } = useInspect.getState()
    if (was !== undefined && id !== undefined && was !== id && text !== '') void inspectText(text)
  }, [id])
}

function isEditable(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches('input, textarea') ||
      target.closest('.monaco-editor') !== null)
  )
}

async function readFile(file: File): Promise<string | undefined> {
  if (file.size > longestText) {
    showToast(`${file.name} has ${file.size} octets; ${longestText} are the most that is read here.`)
    return undefined
  }
  return file.text()
}
