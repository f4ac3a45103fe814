/**
 * Puts a text into the clipboard. Browsers offer the clipboard to secure pages only; on plain http the old way still works.
 * @returns whether it is there
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text)
      return true
    }
  } catch {
    // refused by the browser: the old way may still be allowed
  }
  const area = document.createElement('textarea')
  area.value = text
  // Inside the open dialog: its trap for the focus would take the selection away elsewhere.
  const place = document.activeElement?.parentElement ?? document.body
  place.append(area)
  area.select()
  const isCopied = document.execCommand('copy')
  area.remove()
  return isCopied
}
