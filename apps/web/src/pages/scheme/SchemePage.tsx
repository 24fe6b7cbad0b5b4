import { Link, Outlet, useParams } from '@tanstack/react-router'
import { Suspense, use } from 'react'
import '../../styles/scheme.css'
import { to } from '../../util/path-builder.ts'
import { nameOf } from '../../util/scheme-names.ts'
import { CopyLink } from './CopyLink.tsx'
import { loadLesson } from './lesson.ts'

/** A scheme's page: its name, its four tabs, and the open one. */
export function SchemePage() {
  const { slug } = useParams({ from: '/$slug' })
  const name = nameOf(slug)
  return (
    <>
      <div className="title">
        <h1>
          {name}{' '}
          <Suspense>
            <Place slug={slug} />
          </Suspense>
        </h1>
        <nav className="tabs" aria-label={name}>
          <Link {...to.scheme(slug)} activeOptions={{ exact: true, includeSearch: false }}>
            Walk through
          </Link>
          <Link {...to.breakIt(slug)} activeOptions={{ includeSearch: false }}>
            Break it
          </Link>
          <Link {...to.snippets(slug)}>Snippets</Link>
          <Link {...to.facts(slug)}>Facts</Link>
        </nav>
        <div className="actions">
          <CopyLink />
        </div>
      </div>
      <Suspense>
        <Outlet />
      </Suspense>
    </>
  )
}

function Place({ slug }: { slug: string }) {
  const { place, of } = use(loadLesson(slug))
  return (
    <span className="of">
      scheme {place} of {of}
    </span>
  )
}
