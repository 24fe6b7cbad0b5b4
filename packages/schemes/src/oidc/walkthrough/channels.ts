/** Who speaks to whom in this lesson, and which way. */
import type { StepMessage } from '../../scheme.ts'

type Way = Pick<StepMessage, 'from' | 'to' | 'channel'>

export const toProvider: Way = { from: 'relying-party', to: 'openid-provider', channel: 'back' }
export const toApi: Way = { from: 'relying-party', to: 'resource-server', channel: 'back' }
export const agentToProvider: Way = { from: 'user-agent', to: 'openid-provider', channel: 'front' }
export const agentToClient: Way = { from: 'user-agent', to: 'relying-party', channel: 'front' }
