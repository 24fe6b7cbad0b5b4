const words =
  'summer winter spring autumn monday friday coffee dragon monkey shadow sunshine princess football baseball master welcome flower cheese banana orange purple silver golden secret password letmein freedom charlie michael jessica ginger pepper cookie tigger rocket guitar hockey soccer london hunter'.split(
    ' ',
  )
const endings =
  '1 12 123 1234 ! 1! 7 99 00 01 11 21 22 69 77 88 2019 2020 2021 2022 2023 2024 2025 2026 x'.split(' ')

/** A thousand passwords of the kind that people choose: forty words, each with twenty-five usual endings. */
export const candidatePasswords: readonly string[] = words.flatMap((word) =>
  endings.map((ending) => `${word}${ending}`),
)
