/** Follows the official UI's own choice of light or dark, which need not be the system's. */
export function followTheme(element: HTMLElement): () => void {
  const root = document.documentElement
  function follow(): void {
    const scheme = root.dataset["colorScheme"]
    element.style.colorScheme = scheme === "dark" || scheme === "light" ? scheme : ""
  }
  const observer = new MutationObserver(follow)
  observer.observe(root, { attributes: true, attributeFilter: ["data-color-scheme"] })
  follow()
  return () => {
    observer.disconnect()
  }
}
