import { octets } from '@lockstep/http/message'
import { printRequest, printResponse } from '@lockstep/http/print'
import type { Exchange } from '@lockstep/schemes/scheme'
import { useEffect, useState } from 'react'
import { MessageView } from '../../components/MessageView.tsx'
import { answeredMessage, bodyText, receivedMessage } from '../../components/message-of.ts'
import { Verdict } from '../../components/Verdict.tsx'
import { useReading } from '../../stores/readings.ts'
import { useWire } from '../../stores/wire.ts'
import { copyText } from '../../ui/copy-text.ts'
import { Icon } from '../../ui/Icon.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { exchangeToCurl } from '../../util/exchange-to-curl.ts'
import { fetchExchange } from '../../util/send.ts'
import { sentBy } from '../../util/sent-by.ts'
import { timeTaken } from '../../util/time-taken.ts'

/** One exchange, whole: the message as received, the checks, the answer. */
export function OpenExchange({ id, onClose }: { id: string; onClose: () => void }) {
  const listed = useWire((state) => state.lines.find((line) => line.exchange.id === id)?.exchange)
  const fetched = useFetched(id, listed === undefined)
  const exchange = listed ?? fetched.exchange
  return (
    <section className="opened" aria-label="The open exchange">
      {exchange ? (
        <Whole exchange={exchange} onClose={onClose} />
      ) : (
        fetched.lost && (
          <ProblemNote title="This exchange is not kept any more">
            <p>The recorder keeps the last thousand of a sandbox, and only its owner sees them whole.</p>
            <button type="button" className="btn btn-small" onClick={onClose}>
              Back to the list
            </button>
          </ProblemNote>
        )
      )}
    </section>
  )
}

function Whole({ exchange, onClose }: { exchange: Exchange; onClose: () => void }) {
  const scheme = useReading(exchange.scheme)
  const curl = exchangeToCurl(exchange, location.origin)
  const parties = scheme?.parties ?? []
  const sender = parties.find(({ hue }) => hue === 'user-agent')
  return (
    <>
      <div className="sec">
        <h2>
          {exchange.request.method} {exchange.endpoint ?? 'nowhere'}
        </h2>
        <span className="muted">
          from {sentBy(exchange)}, over {exchange.transport === 'tls' ? 'TLS' : 'plain HTTP'},{' '}
          {timeTaken(exchange.durationMicros)}
          {exchange.without !== null && `, in the world without ${exchange.without}`}
        </span>
        <span className="actions">
          {'command' in curl ? (
            <button
              type="button"
              className="btn btn-small"
              onClick={() =>
                copyText(
                  curl.command,
                  'Copied. The command holds this sandbox’s own credentials: they open nothing else.',
                )
              }
            >
              Copy as curl
            </button>
          ) : (
            <span className="sm muted">{curl.why}</span>
          )}
          <button type="button" className="icon-btn" aria-label="Close the exchange" onClick={onClose}>
            <Icon name="close" />
          </button>
        </span>
      </div>
      <div className="cols">
        <div>
          <h3>As the server received it</h3>
          {scheme ? (
            <MessageView message={receivedMessage(exchange)} inspect={scheme.inspect} parties={parties} />
          ) : (
            <pre className="plain-message">{printRequest(asHttp(exchange.request))}</pre>
          )}
          <h3 className="answer">As it answered</h3>
          {scheme ? (
            <MessageView message={answeredMessage(exchange)} inspect={scheme.inspect} parties={parties} />
          ) : (
            <pre className="plain-message">{printResponse(asHttp(exchange.response))}</pre>
          )}
        </div>
        <div>
          {scheme ? (
            <Verdict exchange={exchange} scheme={scheme} parties={parties} sender={sender} />
          ) : (
            <p className="muted">No scheme answers at this path, so nothing was checked.</p>
          )}
        </div>
      </div>
    </>
  )
}

function asHttp<M extends Exchange['request'] | Exchange['response']>(
  message: M,
): Omit<M, 'body'> & { body: Uint8Array } {
  return { ...message, body: octets(bodyText(message.body)) }
}

/** An exchange that is in no list: one that the URL names, or that the list has let go. */
function useFetched(id: string, wanted: boolean): { exchange?: Exchange; lost?: true } {
  const [state, setState] = useState<{ exchange?: Exchange; lost?: true }>({})
  useEffect(() => {
    if (!wanted) return
    let left = false
    fetchExchange(id).then(
      (exchange) => left || setState({ exchange }),
      () => left || setState({ lost: true }),
    )
    return () => {
      left = true
    }
  }, [id, wanted])
  return state
}
