/** What went wrong, what is safe, what to do: in that order. Errors never fly away like a toast. */
export function ProblemNote({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div className="problem" role="alert">
      <h2>{title}</h2>
      {children}
    </div>
  )
}
