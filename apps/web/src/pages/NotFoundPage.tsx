import { Link } from '@tanstack/react-router'
import { to } from '../util/path-builder.ts'

export function NotFoundPage() {
  return (
    <div className="lone">
      <h1>There is no page at this address</h1>
      <p className="prose">
        The link may be older than this version, or mistyped. Nothing was sent anywhere. Every scheme is on
        the home page.
      </p>
      <p className="actions">
        <Link {...to.home()} className="btn btn-primary">
          All schemes
        </Link>
        <Link {...to.wire()} className="btn">
          What hit my sandbox
        </Link>
      </p>
    </div>
  )
}
