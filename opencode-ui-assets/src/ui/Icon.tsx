/** Small line icons on a 16 px grid; always beside or inside something that has a name. */
import type { JSX } from "solid-js"

const PATHS = {
  plus: "M8 3.5v9M3.5 8h9",
  edit: "m10.2 3.4 2.4 2.4M3.5 12.5l.5-2.6 6.6-6.5a.8.8 0 0 1 1.1 0l.9.9a.8.8 0 0 1 0 1.1L6.1 12z",
  trash: "M3.5 4.5h9M6.5 4.5v-1h3v1M4.7 4.5l.5 8h5.6l.5-8M6.9 7v3M9.1 7v3",
  lock: "M4.5 7.5h7v5h-7zM6 7.5V5.6a2 2 0 0 1 4 0v1.9",
  chevron: "m5 6.5 3 3 3-3",
  close: "m4.5 4.5 7 7M11.5 4.5l-7 7",
  search: "M7.2 11.4a4.2 4.2 0 1 0 0-8.4 4.2 4.2 0 0 0 0 8.4M10.3 10.3 13 13",
  home: "M3 7.8 8 3.5l5 4.3M4.5 6.8v5.7h7V6.8",
  key: "M10 8.6a2.8 2.8 0 1 0-2.6-2.6L3.5 10v2.5H6V11h1.5V9.5z",
  copy: "M6 6h6.5v6.5H6zM10 6V3.5H3.5V10H6",
  info: "M8 13.2A5.2 5.2 0 1 0 8 2.8a5.2 5.2 0 0 0 0 10.4M8 7.4v3.2M8 5.3v.1",
  settings: "M3 5h5.2M11.8 5H13M3 11h1.2M7.8 11H13M10 3.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6M6 9.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6",
  list: "M3 4.5h.1M3 8h.1M3 11.5h.1M5.8 4.5H13M5.8 8H13M5.8 11.5H13",
  download: "M8 3v6.5M5.2 7 8 9.8 10.8 7M3.5 12.5h9",
  upload: "M8 9.8V3.3M5.2 6 8 3.2 10.8 6M3.5 12.5h9",
  warning: "M8 3 2.8 12.5h10.4zM8 6.8v2.6M8 11v.1",
} as const

export type IconName = keyof typeof PATHS

export function Icon(props: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[props.name]} />
    </svg>
  )
}
