import { Link, useRouterState } from '@tanstack/react-router'
import { to } from '../util/path-builder.ts'
import { nameOf } from '../util/scheme-names.ts'
import { SandboxMenu } from './SandboxMenu.tsx'
import { ThemeSwitch } from './ThemeSwitch.tsx'

export function Bar() {
  const onScheme = useRouterState({
    select: ({ location }) =>
      location.pathname === '/' || nameOf(location.pathname.split('/')[1] ?? '') !== undefined,
  })
  return (
    <header className="bar">
      <div className="bar-in">
        <Link {...to.home()} className="wordmark" aria-label="Lockstep, home">
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path
              fill="none"
              stroke="currentColor"
              strokeWidth="2.4"
              d="M1.5 16.5h6v-6h6v-6h6.5M6 22.3h6v-6h6v-6h5"
            />
          </svg>
          <span>Lockstep</span>
        </Link>
        <nav aria-label="Main">
          {/* A scheme's page lies below the list of schemes, so the list stays marked there. */}
          <Link {...to.home()} aria-current={onScheme ? 'page' : undefined} activeProps={{}}>
            Schemes
          </Link>
          <Link {...to.compare()} activeOptions={{ includeSearch: false }}>
            Compare
          </Link>
          <Link {...to.inspect()} activeOptions={{ includeSearch: false }}>
            Inspect
          </Link>
          <Link {...to.wire()} activeOptions={{ includeSearch: false }}>
            Wire
          </Link>
        </nav>
        <div className="bar-end">
          <SandboxMenu />
          <ThemeSwitch />
        </div>
      </div>
    </header>
  )
}
