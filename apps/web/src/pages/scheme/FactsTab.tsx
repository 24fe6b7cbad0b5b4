import { parameters } from '@lockstep/schemes/scheme'
import { useParams } from '@tanstack/react-router'
import { use } from 'react'
import { Clause } from '../../components/Clause.tsx'
import '../../styles/facts.css'
import { FactsRating } from './FactsRating.tsx'
import { FactsTools } from './FactsTools.tsx'
import { loadLesson } from './lesson.ts'

/** What is to be known of a scheme, and what it is bad at. */
export function FactsTab() {
  const { slug } = useParams({ from: '/$slug' })
  const { scheme } = use(loadLesson(slug))
  const { facts, snippets } = scheme
  return (
    <div className="facts">
      <div>
        <p className="lead">{facts.proof}</p>
        <p className="mono travels">{facts.travels}</p>
        <Items title="After the walkthrough you can" items={facts.objectives} />
        <section>
          <h2>Rated</h2>
          {parameters.map((parameter) => (
            <FactsRating key={parameter} name={parameter} rating={facts.ratings[parameter]} />
          ))}
        </section>
        <section>
          <h2>Many think so</h2>
          {facts.misconceptions.map(({ claim, truth, clause }, i) => (
            <div className="claim" key={claim} id={`misconception-${i + 1}`}>
              <p>
                <b>“{claim}”</b>
              </p>
              <p>
                {truth} <Clause clause={clause} />
              </p>
            </div>
          ))}
        </section>
      </div>
      <div>
        <Items title="It is good at" items={facts.strengths} />
        <Items title="It is bad at" items={facts.drawbacks} />
        <section>
          <h2>What it costs</h2>
          <dl className="costs">
            <dt>Requests</dt>
            <dd>
              {facts.roundTrips.first} until the first 200, {facts.roundTrips.next} for each one after
            </dd>
            <dt>The server keeps</dt>
            <dd>{facts.state}</dd>
            <dt>The secret lies</dt>
            <dd>{facts.secrets}</dd>
          </dl>
        </section>
        <section>
          <h2>Standards</h2>
          <ul className="items">
            {facts.standards.map(({ clause, title, year }) => (
              <li key={clause}>
                <Clause clause={clause} /> {title}, {year}
              </li>
            ))}
          </ul>
        </section>
        <FactsTools slug={slug} tools={facts.tools} snippets={snippets} />
      </div>
    </div>
  )
}

function Items({ title, items }: { title: string; items: readonly string[] }) {
  return (
    <section>
      <h2>{title}</h2>
      <ul className="items">
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </section>
  )
}
