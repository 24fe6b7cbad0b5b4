import { create } from 'zustand'

/** Production shows what a real server sends; the lab shows its checks as well. Kept while the page is open. */
export const useView = create<{ readonly view: 'production' | 'lab' }>(() => ({ view: 'lab' }))
