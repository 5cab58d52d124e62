/* New rows above the others, as they happen. The button is hidden until there is a script to work it. */
;(() => {
  const MOST_ROWS = 500
  const AGAIN_MS = 3000
  const MOST_TRIES = 20

  for (const button of document.querySelectorAll('[data-live]')) {
    if (typeof EventSource !== 'function') return
    const rows = document.getElementById(button.dataset.liveInto)
    const status = document.querySelector('[data-live-status]')
    if (rows === null || status === null) continue
    const words = button.textContent
    let source = null
    let after = button.dataset.liveAfter
    let seen = 0
    let tries = 0
    let timer

    const say = (text) => {
      // What is read out anew with every row would drown all else.
      if (status.textContent !== text) status.textContent = text
    }
    const count = () => say(seen === 0 ? 'Following' : `Following: ${seen} new`)

    function put(markup) {
      const holder = document.createElement('template')
      holder.innerHTML = markup
      const row = holder.content.firstElementChild
      if (row === null) return
      const known = rows.querySelector(`[data-sequence="${row.dataset.sequence}"]`)
      if (known === null) {
        rows.prepend(row)
        seen += 1
      } else known.replaceWith(row)
      while (rows.rows.length > MOST_ROWS) rows.rows[rows.rows.length - 1].remove()
      const hidden = rows.closest('[data-live-table]')
      if (hidden !== null && hidden.hidden) {
        hidden.hidden = false
        hidden.previousElementSibling?.remove()
      }
      count()
    }

    function begin() {
      const url = new URL(button.dataset.live, location.href)
      url.searchParams.set('after', after)
      source = new EventSource(url)
      source.onopen = () => {
        tries = 0
        count()
      }
      source.onmessage = (event) => {
        after = event.lastEventId
        put(JSON.parse(event.data))
      }
      source.onerror = () => {
        // By itself the browser would begin again where this began, not where it was cut off.
        source.close()
        tries += 1
        if (tries > MOST_TRIES) {
          end()
          say('Following has ended: reload the page')
          return
        }
        say('The connection is lost: trying again')
        timer = setTimeout(begin, AGAIN_MS)
      }
    }

    function end() {
      clearTimeout(timer)
      source?.close()
      source = null
      tries = 0
      button.textContent = words
      say('')
    }

    button.hidden = false
    button.addEventListener('click', () => {
      if (source !== null) end()
      else {
        button.textContent = 'Stop following'
        begin()
      }
    })
    addEventListener('pagehide', end)
    // Where one came to see what happens now.
    if (location.hash === '#follow') button.click()
  }
})()
