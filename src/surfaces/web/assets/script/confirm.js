/* What opens in place without a script asks in a dialog with one. */
;(() => {
  function open(details) {
    const body = details.querySelector('.confirm-body')
    const dialog = document.createElement('dialog')
    dialog.className = 'confirm-dialog'
    dialog.setAttribute('aria-labelledby', `${details.id}-question`)
    dialog.append(body)
    for (const button of body.querySelectorAll('[data-cancel]')) {
      button.hidden = false
      button.onclick = () => dialog.close()
    }
    dialog.addEventListener('click', (event) => {
      if (event.target === dialog) dialog.close()
    })
    dialog.addEventListener('close', () => {
      details.append(body)
      dialog.remove()
      details.querySelector('summary').focus()
    })
    document.body.append(dialog)
    dialog.showModal()
    // The first field, or else the way out: never the button that cannot be taken back.
    body.querySelector('input:not([type=hidden]), [data-cancel]')?.focus()
  }

  document.addEventListener('click', (event) => {
    const summary = event.target instanceof Element ? event.target.closest('[data-confirm] > summary') : null
    if (summary === null) return
    event.preventDefault()
    open(summary.parentElement)
  })
})()
