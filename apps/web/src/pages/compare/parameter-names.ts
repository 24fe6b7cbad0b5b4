import type { Parameter } from '@lockstep/schemes/scheme'

/** What a column is called, and the condition that its chip stands for. */
export const parameterNames: Record<Parameter, { readonly title: string; readonly must: string | null }> = {
  security: { title: 'Security', must: 'high security' },
  complexity: { title: 'Implementation complexity', must: 'easy to build' },
  scalability: { title: 'Scalability', must: 'scales well' },
  delegation: { title: 'Delegated access', must: 'delegation' },
  management: { title: 'Token and key management', must: 'keys managed for you' },
  overhead: { title: 'Performance overhead', must: 'little overhead' },
  uses: { title: 'Common use', must: null },
}
