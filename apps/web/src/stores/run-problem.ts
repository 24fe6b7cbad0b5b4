import { ApiError, isSandboxUnknown, ServerDown } from '../util/api.ts'
import { WindowTrouble } from './front/front-window.ts'
import { replaceLost, useSandbox } from './sandbox.ts'
import { Unsendable } from './stage.ts'

/** What went wrong before the server could judge: what happened, what is safe, what to do. */
export type RunProblem = { readonly title: string; readonly detail: string }

/** Says what happened. A lost sandbox is replaced on the way, and the run begins anew in the new one. */
export async function problemOf(error: unknown): Promise<RunProblem> {
  if (error instanceof ServerDown)
    return {
      title: 'The server does not answer.',
      detail:
        'Your edits are safe in this page. The page asks again by itself; send once the server is back.',
    }
  if (error instanceof WindowTrouble) return { title: 'The window did not get there.', detail: error.message }
  if (error instanceof Unsendable)
    return {
      title: 'This user agent does not send such a request.',
      detail: `It says: ${error.message} Change that part back, or copy the request as curl and send it from a terminal.`,
    }
  if (isSandboxUnknown(error)) {
    const { sandbox } = useSandbox.getState()
    if (sandbox) await replaceLost(sandbox.id)
    return {
      title: 'The sandbox had expired.',
      detail: 'There is a new one, with new credentials. Your edits are still here; send again.',
    }
  }
  if (error instanceof ApiError)
    return {
      title: error.problem.status === 429 ? 'Too many requests for now.' : error.problem.title,
      detail: `${error.problem.detail ?? `The platform answered ${error.problem.status} before the request reached the sandbox.`} Your edits are safe in this page.`,
    }
  return {
    title: 'This step could not be played.',
    detail: error instanceof Error ? error.message : String(error),
  }
}
