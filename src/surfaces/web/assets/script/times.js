/* Moments in the viewer's zone, no longer than needed: the day of today and the year of this one are left out. In the title, how long ago. */
;(() => {
  const day = { day: 'numeric', month: 'short' }
  const year = { ...day, year: 'numeric' }
  const times = {
    day: {},
    minutes: { hour: 'numeric', minute: '2-digit' },
    seconds: { hour: 'numeric', minute: '2-digit', second: '2-digit' },
  }
  const made = new Map()
  const whole = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' })
  const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' })
  const steps = [
    ['year', 31_536_000],
    ['month', 2_592_000],
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
    ['second', 1],
  ]

  function ago(date) {
    const seconds = (date.getTime() - Date.now()) / 1000
    const [unit, size] = steps.find((step) => Math.abs(seconds) >= step[1]) ?? steps[5]
    return relative.format(Math.round(seconds / size), unit)
  }

  function dayOf(date, precision) {
    const now = new Date()
    if (date.getFullYear() !== now.getFullYear()) return year
    if (precision === 'day' || date.toDateString() !== now.toDateString()) return day
    return {}
  }

  function shown(date, given) {
    const precision = given in times ? given : 'minutes'
    const of = { ...dayOf(date, precision), ...times[precision] }
    const key = JSON.stringify(of)
    if (!made.has(key)) made.set(key, new Intl.DateTimeFormat(undefined, of))
    return made.get(key).format(date)
  }

  function localise(root) {
    for (const element of root.querySelectorAll('time[datetime]:not([data-local])')) {
      const date = new Date(element.dateTime)
      if (Number.isNaN(date.getTime())) continue
      element.dataset.local = ''
      element.textContent = shown(date, element.dataset.precision)
      element.title = `${ago(date)} (${whole.format(date)})`
    }
  }

  localise(document)
  new MutationObserver((changes) => {
    if (changes.some((change) => change.addedNodes.length > 0)) localise(document)
  }).observe(document.body, { childList: true, subtree: true })
})()
