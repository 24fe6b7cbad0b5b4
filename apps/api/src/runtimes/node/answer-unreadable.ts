import { RequestError } from '@hono/node-server'
import { problem } from '@lockstep/http/response'
import { problems } from '../../problems.ts'
import { makeResponse } from '../../reply.ts'

/** Answers what Node could read and no `Request` can hold: a Host that is no host, a backslash in the path. */
export function answerUnreadable(error: unknown): Response {
  const type = error instanceof RequestError ? 'malformed' : 'unexpected'
  const { status, title } = problems[type]
  return makeResponse(problem(status, { type, title }))
}
