/* The address of a page follows its filter, and what was found is read out. */
;(() => {
  function address(form) {
    const query = new URLSearchParams()
    for (const [name, value] of new FormData(form)) if (value !== '') query.append(name, value)
    const text = query.toString()
    history.replaceState(null, '', text === '' ? location.pathname : `?${text}`)
  }

  document.addEventListener('htmx:after:swap', () => {
    const form = document.querySelector('form[data-address]')
    if (form === null) return
    address(form)
    const count = document.querySelector('[data-count]')
    const status = form.querySelector('[data-status]')
    if (count !== null && status !== null) status.textContent = count.textContent
  })
})()
