import { useRef } from 'react'
import { useNow } from '../hooks/use-now.ts'
import { newSandbox, refreshSandbox, resetSandbox, useSandbox } from '../stores/sandbox.ts'
import { copyText } from '../ui/copy-text.ts'
import { showToast } from '../ui/toast-store.ts'
import { timeLeft } from '../util/time-left.ts'

/** The tab's own sandbox: which one it is, how long it has left, and what can be done with it. */
export function SandboxMenu() {
  const sandbox = useSandbox((state) => state.sandbox)
  const menu = useRef<HTMLElement>(null)
  const now = useNow(60_000)
  if (!sandbox)
    return (
      <span className="sandbox">
        <span className="opt">No sandbox yet</span>
      </span>
    )
  const left = timeLeft(sandbox.expiresAt, now)
  const act = (job: () => Promise<void>, done: string) => async () => {
    menu.current?.hidePopover()
    await job()
    showToast(done)
  }
  return (
    <>
      <button type="button" className="sandbox" popoverTarget="sandbox-menu">
        <span className="opt">Sandbox</span>
        <span className="mono">{shortId(sandbox.id)}</span>
        <span className="opt">{left}</span>
      </button>
      <section
        id="sandbox-menu"
        ref={menu}
        className="menu"
        popover="auto"
        onToggle={(event) => event.newState === 'open' && void refreshSandbox()}
        aria-label="This sandbox"
      >
        <p className="sm muted">
          Your own copy of the API, for this tab alone. It ends{' '}
          {left === 'ended' ? 'now' : `in ${left.replace(' left', '')}`} unless you use it.
        </p>
        <p className="mono menu-id">{sandbox.id}</p>
        <button
          type="button"
          className="btn"
          onClick={async () => {
            menu.current?.hidePopover()
            const { sampleCommand } = await import('../stores/sample-command.ts')
            await copyText(
              await sampleCommand(sandbox),
              'Copied. The command holds this sandbox’s own credentials.',
            )
          }}
        >
          Copy a curl line
        </button>
        <button
          type="button"
          className="btn"
          onClick={act(resetSandbox, 'Reset. The credentials are the same; everything else is as new.')}
        >
          Reset
        </button>
        <button
          type="button"
          className="btn"
          onClick={act(newSandbox, 'This is a new sandbox, with credentials of its own.')}
        >
          New sandbox
        </button>
      </section>
    </>
  )
}

/** Enough of an id to tell one's own from another. */
export function shortId(id: string): string {
  return id.length > 8 ? id.slice(0, 6) : id
}
