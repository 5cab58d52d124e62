/* A form is sent once, however often its button is pressed. */
;(() => {
  document.addEventListener('submit', (event) => {
    const form = event.target
    // Not `form.method`: a field of that name would hide it.
    if (event.defaultPrevented || form.getAttribute('method') !== 'post') return
    if (form.dataset.sent !== undefined) {
      event.preventDefault()
      return
    }
    form.dataset.sent = ''
    setTimeout(() => delete form.dataset.sent, 5000)
  })
})()
