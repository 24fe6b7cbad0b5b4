import { Outlet } from '@tanstack/react-router'
import { useRouteAnnouncer } from '../hooks/use-route-announcer.ts'
import { ToastPlace } from '../ui/ToastPlace.tsx'
import { Bar } from './Bar.tsx'
import { ConnectionNotice } from './ConnectionNotice.tsx'

/** What stands around every page. */
export function Shell() {
  const announcement = useRouteAnnouncer()
  return (
    <>
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <Bar />
      <ConnectionNotice />
      <main className="page" id="main" tabIndex={-1}>
        <Outlet />
      </main>
      <ToastPlace />
      <p className="sr" role="status">
        {announcement}
      </p>
    </>
  )
}
