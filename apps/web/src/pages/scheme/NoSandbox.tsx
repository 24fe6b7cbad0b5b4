import { useSandbox } from '../../stores/sandbox.ts'

/** Until there is a sandbox, and if there is none to be had. */
export function NoSandbox() {
  const problem = useSandbox((state) => state.problem)
  if (problem)
    return (
      <div className="problem page-wait" role="alert">
        <p>
          <b>There is no sandbox to play in yet.</b>
        </p>
        <p className="muted">{problem} The page asks again by itself.</p>
      </div>
    )
  return (
    <p className="page-wait waiting">
      <span className="wait" aria-hidden="true" /> The server is making a sandbox.
    </p>
  )
}
