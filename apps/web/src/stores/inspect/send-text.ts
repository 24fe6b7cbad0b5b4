import { realWorldKeys } from '@lockstep/schemes/readers/real-world-keys'
import { send } from '../../util/send.ts'
import { problemOf } from '../run-problem.ts'
import { Unsendable } from '../stage.ts'
import { foundIn, type InspectState, useInspect } from './inspect-state.ts'
import { whyNotSent } from './may-send.ts'

/** Sends the edited text to the sandbox's own endpoint, where it may go there. */
export async function sendEdited(): Promise<void> {
  const state = useInspect.getState()
  const { written, documents, signed, isSending } = state
  const request = foundIn(state)?.reading.edit?.request
  if (isSending || !request || !('text' in written) || whyNot(state) !== undefined) return
  useInspect.setState({ isSending: true, problem: null })
  try {
    const { exchange } = await send(await request(written.text)).catch((error) => {
      // The user agent's own word against the request.
      throw error instanceof TypeError ? new Unsendable(error.message) : error
    })
    if (!exchange) throw new Error('The answer did not come from the sandbox.')
    const derivation = signed ? signed.derivation : state.signedAs
    useInspect.setState({ sent: { exchange, documents, derivation }, isSending: false })
  } catch (error) {
    useInspect.setState({ isSending: false, problem: await problemOf(error) })
  }
}

/** Why the edited text cannot be sent; undefined where it can. */
export function whyNot(state: InspectState): string | undefined {
  const edit = foundIn(state)?.reading.edit
  const { written } = state
  return whyNotSent({
    hasEndpoint: edit?.request !== undefined,
    isOwn: state.isOwn,
    isSignedHere: state.signed !== null,
    canSign: edit?.signing !== undefined,
    isLive: liveIn(state).length > 0,
    isBroken: 'error' in written,
  })
}

/** What in the text and its documents looks like a live credential, in words. */
export function liveIn({ text, documents }: Pick<InspectState, 'text' | 'documents'>): string[] {
  const all = [text, ...Object.values(documents)].flatMap((one) => realWorldKeys(one))
  return [...new Set(all.map(({ what }) => what))]
}
