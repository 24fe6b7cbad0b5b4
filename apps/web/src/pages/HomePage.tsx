import '../styles/home.css'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { Command } from '../ui/Command.tsx'
import { countWord } from '../util/count-word.ts'
import { overview } from '../util/overview.prebuilt.ts'
import { to } from '../util/path-builder.ts'
import { Parties } from './home/Parties.tsx'
import { SchemesTable } from './home/SchemesTable.tsx'

// What waits for the server anyway waits for its own code too, so that the words are there first. It keeps its room.
const DemoCommand = lazy(async () => ({ default: (await import('./home/DemoCommand.tsx')).DemoCommand }))
const LiveExchange = lazy(async () => ({ default: (await import('./home/LiveExchange.tsx')).LiveExchange }))

export function HomePage() {
  const [first] = overview
  const count = countWord(overview.length)
  return (
    <>
      <div className="open">
        <section>
          <h1>Authentication, one message at a time</h1>
          <p className="prose">
            Send a real request. Read it as the server received it. Then see every check the server made, in
            order, each with the clause that asks for it. {count} schemes against one API: nothing to install,
            no account.
          </p>
          <Suspense fallback={<Command command="" done="" />}>
            <DemoCommand />
          </Suspense>
          <p className="hint sm muted">
            Run it in a terminal. Your exchange replaces the one on this page the moment it lands.
          </p>
          <div className="actions">
            {first && (
              <Link {...to.scheme(first.slug)} className="btn btn-primary">
                Start with {first.name}
              </Link>
            )}
            <Link {...to.compare()} className="btn">
              Compare the {count.toLowerCase()}
            </Link>
          </div>
        </section>
        <Suspense fallback={<section className="live" aria-label="The latest exchange" />}>
          <LiveExchange />
        </Suspense>
      </div>
      <SchemesTable schemes={overview} />
      <Parties />
    </>
  )
}
