/* `/` goes to the filter of the page; Escape closes the menu; a refused form begins at what was wrong. */
;(() => {
  const typing = (element) =>
    element instanceof HTMLElement &&
    (element.isContentEditable || element.matches('input, textarea, select'))

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (event.key === '/' && !typing(event.target)) {
      const filter = document.querySelector('[data-filter]')
      if (filter === null) return
      event.preventDefault()
      filter.focus()
      filter.select?.()
    }
    if (event.key === 'Escape') {
      const menu = document.querySelector('[data-menu][open]')
      if (menu === null || !menu.contains(event.target)) return
      menu.open = false
      menu.querySelector('summary').focus()
    }
  })

  document.querySelector('[data-focus]')?.focus()
})()
