import { reasonPhrase } from '@lockstep/http/reason-phrase'

/** The status as the largest figure on the page, always with its phrase. `children` stand at its right. */
export function Status({ status, children }: { status: number; children?: React.ReactNode }) {
  return (
    <div className="status">
      <span className="code">{status}</span>
      <span className="phrase">{reasonPhrase(status)}</span>
      {children && <span className="right sm muted">{children}</span>}
    </div>
  )
}
