/** The switcher's order: where the user was last comes first, so that opening it and pressing Enter goes back and forth. */
export function recentOrder<T extends { readonly id: string }>(servers: readonly T[], recent: readonly string[], activeId: string): T[] {
  const rank = ({ id }: T): number => {
    if (id === activeId) return Infinity
    const place = recent.indexOf(id)
    return place < 0 ? recent.length : place
  }
  return [...servers].sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)))
}
