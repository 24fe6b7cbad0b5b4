type Props = { title: string; detail: string; onAgain: () => void }

/** What went wrong before the server could judge: what happened, what is safe, what to do. */
export function ProblemBox({ title, detail, onAgain }: Props) {
  return (
    <div className="problem" role="alert">
      <p>
        <b>{title}</b>
      </p>
      <p className="muted">{detail}</p>
      <p>
        <button type="button" className="btn btn-small" onClick={onAgain}>
          Try again
        </button>
      </p>
    </div>
  )
}
