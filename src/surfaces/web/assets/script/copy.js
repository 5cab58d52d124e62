/* Buttons that copy a text. They are hidden until there is a script to work them. */
;(() => {
  const show = (root) => {
    for (const button of root.querySelectorAll('[data-copy][hidden]')) button.hidden = false
  }

  function select(element) {
    const range = document.createRange()
    range.selectNodeContents(element)
    const selection = getSelection()
    selection.removeAllRanges()
    selection.addRange(range)
  }

  document.addEventListener('click', async (event) => {
    const button = event.target instanceof Element ? event.target.closest('[data-copy]') : null
    if (button === null) return
    const source = document.getElementById(button.dataset.copy)
    if (source === null) return
    const label = button.textContent
    try {
      await navigator.clipboard.writeText(source.textContent)
      button.textContent = 'Copied'
    } catch {
      // Browsers give the clipboard only to pages by HTTPS or on this machine.
      select(source)
      button.textContent = 'Press Ctrl+C'
    }
    button.setAttribute('aria-live', 'polite')
    setTimeout(() => {
      button.textContent = label
    }, 2500)
  })

  show(document)
  document.addEventListener('htmx:after:swap', () => show(document))
})()
