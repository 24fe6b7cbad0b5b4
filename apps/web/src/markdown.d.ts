declare module '*.md' {
  export const sections: readonly import('./util/prose.ts').Section[]
}
