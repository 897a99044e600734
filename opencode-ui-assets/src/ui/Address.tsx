import { For, type JSX } from "solid-js"

/** A server's address, which breaks before a dot or a port where it is too long for its line. */
export function Address(props: { readonly url: string }): JSX.Element {
  return (
    <span class="mono">
      <For each={props.url.split(/(?=[.:](?!\/))|(?<=[^:/])(?=\/)/)}>
        {(part) => (
          <>
            <wbr />
            {part}
          </>
        )}
      </For>
    </span>
  )
}
