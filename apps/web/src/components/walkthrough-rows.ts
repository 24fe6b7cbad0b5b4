import type { History, Played } from '@lockstep/schemes/play-walkthrough'
import type { Exchange, Inspect, Party, Step, Walkthrough } from '@lockstep/schemes/scheme'
import { foldRows } from './fold-rows.ts'
import { authorizationOf, exchangeRows, type WireRow } from './wire-rows.ts'

export type Open = { readonly step: string; readonly message: number; readonly half: 'request' | 'response' }

type Input = {
  readonly walkthrough: Walkthrough
  readonly history: History
  /** What has come back so far of the step that is being sent. */
  readonly sending: { readonly step: string; readonly exchanges: readonly Exchange[] } | null
  /** The step that was sent last by hand. */
  readonly justSent: string | null
  readonly inspect: Inspect
  /** False in the production view: there nobody sees the server at work. */
  readonly withChecks: boolean
  readonly open: Open
  titleOf(step: string): string
}

/** The rows of a walkthrough: what was sent as it was sent, what is still to come dotted. */
export function walkthroughRows(input: Input): WireRow[] {
  const { walkthrough, history, sending } = input
  const played = (step: Step): Pick<Played, 'exchanges' | 'built'> | undefined =>
    sending?.step === step.id ? { built: [], exchanges: [...sending.exchanges] } : history.get(step.id)
  const sent = walkthrough.steps.flatMap((step) => played(step)?.exchanges ?? [])
  const rows = walkthrough.steps.flatMap((step, i) => {
    const mine = played(step)
    const rows =
      step.messages.length === 0
        ? [localRow(step, mine !== undefined, input)]
        : messageRows(step, mine, sent, input)
    return rows.map((row, at) => (at === 0 ? { ...row, number: i + 1 } : row))
  })
  return foldRows(rows, input.open.step, input.open.message, input.titleOf)
}

function localRow(step: Step, done: boolean, { walkthrough, open, titleOf }: Input): WireRow {
  return {
    key: step.id,
    when: done ? 'done' : 'later',
    current: open.step === step.id,
    from: partyOf(walkthrough, step.from),
    before: titleOf(step.id),
    label: `Step ${walkthrough.steps.indexOf(step) + 1}: ${titleOf(step.id)}`,
    step: step.id,
    message: 0,
    half: 'request',
  }
}

function messageRows(
  step: Step,
  played: Pick<Played, 'exchanges' | 'built'> | undefined,
  sent: readonly Exchange[],
  { walkthrough, inspect, justSent, withChecks, open, titleOf }: Input,
): WireRow[] {
  const number = walkthrough.steps.indexOf(step) + 1
  return step.messages.flatMap((message, at): WireRow[] => {
    const exchange = played?.exchanges[at]
    const [from, to] = [partyOf(walkthrough, message.from), partyOf(walkthrough, message.to)]
    const isOpen = (half: Open['half']) => open.step === step.id && open.message === at && open.half === half
    const common = { step: step.id, message: at, tls: message.channel === 'tls', sent: justSent === step.id }
    const request = {
      ...common,
      key: `${step.id}/${at}`,
      current: isOpen('request'),
      from,
      to,
      half: 'request' as const,
      label: at === 0 ? `Step ${number}: ${titleOf(step.id)}` : `Step ${number}, request ${at + 1}`,
    }
    if (!exchange)
      return [
        {
          ...request,
          current: open.step === step.id && open.message === at,
          when: 'later',
          say: ['', message.words ?? titleOf(step.id)],
        },
      ]
    const next = sent[sent.indexOf(exchange) + 1]
    const [{ after, ...asked }, answered] = exchangeRows(exchange, inspect, authorizationOf(next))
    const derivation = played.built[at]?.derivation.length
      ? `computes ${namesOf(played.built[at].derivation)}`
      : undefined
    return [
      {
        ...request,
        ...asked,
        ...(after !== undefined && withChecks ? { after } : {}),
        when: 'done',
        tls: common.tls || asked.tls === true,
        ...(derivation ? { before: derivation } : {}),
      },
      {
        ...common,
        ...answered,
        key: `${step.id}/${at}/answer`,
        when: 'done',
        current: isOpen('response'),
        from: to,
        to: from,
        tls: common.tls || answered.tls === true,
        half: 'response',
        label: `Step ${number}, ${step.messages.length > 1 ? `answer ${at + 1}` : 'the answer'}: ${exchange.response.status}`,
      },
    ]
  })
}

/** "a1, hash(a1) and 4 more". */
function namesOf(derivation: readonly { readonly name: string }[]): string {
  const names = derivation.map(({ name }) => name)
  const shown = names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} more`] : names
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}

function partyOf(walkthrough: Walkthrough, id: string): Party {
  return walkthrough.parties.find((party) => party.id === id) ?? { id, label: id, hue: 'client' }
}
