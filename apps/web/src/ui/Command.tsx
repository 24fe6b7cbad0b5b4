import { CopyButton } from './CopyButton.tsx'

/** A shell command with a button to copy it. Short words of it never break in two. */
export function Command({ command, done }: { command: string; done: string }) {
  return (
    <div className="term">
      <code>
        <span className="ps" aria-hidden="true">
          ${' '}
        </span>
        {command.split(' ').map((word, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a word has no other name than its place
          <span key={i} className={word.length < 16 ? 'nowrap' : undefined}>
            {i > 0 && ' '}
            {word}
          </span>
        ))}
      </code>
      <CopyButton text={() => command} label="Copy the command" done={done} />
    </div>
  )
}
