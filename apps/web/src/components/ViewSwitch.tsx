import { useView } from '../stores/view.ts'

/** What the page shows of a verdict. The wire is the same in both. */
export function ViewSwitch() {
  const view = useView((state) => state.view)
  return (
    <fieldset className="seg" aria-label="What to show">
      {(['production', 'lab'] as const).map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={view === one}
          onClick={() => useView.setState({ view: one })}
        >
          {one === 'lab' ? 'Lab' : 'Production'}
        </button>
      ))}
    </fieldset>
  )
}
