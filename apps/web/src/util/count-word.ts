const words = [
  'No',
  'One',
  'Two',
  'Three',
  'Four',
  'Five',
  'Six',
  'Seven',
  'Eight',
  'Nine',
  'Ten',
  'Eleven',
  'Twelve',
]

/** A small count as a word that can begin a sentence; figures from thirteen on. */
export function countWord(count: number): string {
  return words[count] ?? String(count)
}
