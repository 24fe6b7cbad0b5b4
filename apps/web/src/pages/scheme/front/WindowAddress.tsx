import { Hex } from '../../../components/Hex.tsx'

/** Where the window is, as its own address bar would say it. */
export function WindowAddress({ address }: { address: string | undefined }) {
  return (
    <p className="win-address mono">
      <span className="sr">It is at </span>
      {words(address)}
    </p>
  )
}

function words(address: string | undefined): React.ReactNode {
  if (address === undefined || address === 'about:blank') return <span className="muted">about:blank</span>
  if (address === '') return <span className="muted">a page that this one may not read</span>
  const { pathname, search } = new URL(address)
  return <Hex text={pathname + search} />
}
