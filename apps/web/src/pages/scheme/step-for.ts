import type { Scheme, Step, Walkthrough } from '@lockstep/schemes/scheme'

export type Placed = { readonly walkthrough: Walkthrough; readonly step: Step }

/** The steps that a check of the scheme can judge. The owner's own calls are the platform's to answer, in every world. */
export function judgedSteps({ walkthroughs }: Pick<Scheme, 'walkthroughs'>): Placed[] {
  return walkthroughs.flatMap((walkthrough) =>
    walkthrough.steps
      .filter(({ messages }) => messages.some(({ owner }) => !owner))
      .map((step) => ({ walkthrough, step })),
  )
}

/**
 * The step to try a check with: the first honest one whose message goes where this check is in the list, and by its
 * branch; an honest one of another address where there is none.
 */
export function stepFor(
  scheme: Pick<Scheme, 'walkthroughs' | 'endpoints'>,
  check: string,
): Placed | undefined {
  const steps = judgedSteps(scheme)
  const lists = scheme.endpoints
    .flatMap(({ lists }) => lists)
    .filter(({ checks }) => checks.some(({ id }) => id === check))
  const meets = ({ walkthrough, step }: Placed) =>
    step.messages.some(({ endpoint = 'whoami', branch = walkthrough.id }) =>
      lists.some(
        (list) => list.endpoint === endpoint && (list.branch === undefined || list.branch === branch),
      ),
    )
  const isHonest = ({ step }: Placed) => step.messages.some(({ expect, owner }) => !owner && expect < 400)
  return (
    steps.find((one) => meets(one) && isHonest(one)) ?? steps.find(meets) ?? steps.find(isHonest) ?? steps[0]
  )
}
