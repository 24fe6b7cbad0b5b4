const paths = {
  copy: 'M5.5 5.5h8v8h-8zM3.5 10.5h-1v-8h8v1',
  pin: 'M5 1.8h6M6 2v5L3.6 9.8h8.8L10 7V2M8 10v5',
  close: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  left: 'M14 8H3M7 3.5L2.5 8 7 12.5',
  right: 'M2 8h11M9 3.5L13.5 8 9 12.5',
}

/** A 16 px icon with square ends. The word that it stands for is on the button around it. */
export function Icon({ name, filled = false }: { name: keyof typeof paths; filled?: boolean }) {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <path fill={filled ? 'currentColor' : 'none'} stroke="currentColor" strokeWidth="1.5" d={paths[name]} />
    </svg>
  )
}
