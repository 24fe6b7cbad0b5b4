import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useMemo } from 'react'
import type { Open } from '../../components/walkthrough-rows.ts'
import { changedIn, takeUp, useEdits } from '../../stores/edits.ts'
import { openRun, playUpTo, type Setting, stepKey, useRun } from '../../stores/run.ts'
import { type Sandbox, useSandbox } from '../../stores/sandbox.ts'
import type { StepSearch } from '../../util/step-search.ts'
import type { Lesson } from './lesson.ts'

/** Which step is open, and the run that it is part of. Step and edits stand in the URL. */
export function useWalkthrough({ scheme }: Lesson, sandbox: Sandbox) {
  const search = useSearch({ from: '/$slug/' })
  const navigate = useNavigate({ from: '/$slug/' })
  const epoch = useSandbox((state) => state.epoch)
  const walkthrough = scheme.walkthroughs.find(({ id }) => id === search.flow) ?? scheme.walkthroughs[0]
  if (!walkthrough) throw new Error(`Unexpected scheme "${scheme.slug}" without a walkthrough`)
  const step = walkthrough.steps.find(({ id }) => id === search.step) ?? walkthrough.steps[0]
  if (!step) throw new Error(`Unexpected walkthrough "${walkthrough.id}" without a step`)
  const index = walkthrough.steps.indexOf(step)
  const setting = useMemo((): Setting => ({ sandbox, scheme, walkthrough }), [sandbox, scheme, walkthrough])
  const key = `${sandbox.id}/${epoch}/${scheme.slug}/${walkthrough.id}`
  const changes = stepKey(setting, step)

  const run = useRun()
  const mine = run.key === key
  const changed = useEdits((state) => changedIn(state, changes))
  const ready = mine && walkthrough.steps.slice(0, index).every(({ id }) => run.history.has(id))

  // What a link brings along is taken up once; then everything before the step is played, so that it has its answers.
  useEffect(() => {
    openRun(key)
    const { edits, inputs } = search
    if (edits || inputs) takeUp(changes, { ...(edits ? { edits } : {}), ...(inputs ? { inputs } : {}) })
    useRun.setState({ problem: null })
    void playUpTo(setting, step)
  }, [key, changes, search, setting, step])

  const open: Open = { step: step.id, message: search.message ?? 0, half: search.half ?? 'request' }
  const go = (
    next: { [K in keyof StepSearch]?: StepSearch[K] | undefined },
    how: { replace?: boolean } = {},
  ) => void navigate({ search: (now: StepSearch) => prune({ ...now, ...next }), resetScroll: false, ...how })
  /** Writes what was changed into the address, where it is not there already. */
  const share = (shared: Pick<StepSearch, 'edits' | 'inputs'>) => {
    const { edits, inputs } = shared
    if (JSON.stringify([edits, inputs]) !== JSON.stringify([search.edits, search.inputs]))
      go({ edits, inputs }, { replace: true })
  }
  return {
    walkthrough,
    step,
    index,
    setting,
    changes,
    changed,
    ready,
    open,
    go,
    share,
    run: mine ? run : undefined,
  }
}

/** Search without what is missing. */
function prune(search: Record<string, unknown>): StepSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined))
}
