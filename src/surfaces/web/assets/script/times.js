/* Moments in the viewer's zone; in the title, how long ago. */
;(() => {
  const formats = {
    minutes: new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }),
    seconds: new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' }),
  }
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

  function localise(root) {
    for (const element of root.querySelectorAll('time[datetime]:not([data-local])')) {
      const date = new Date(element.dateTime)
      if (Number.isNaN(date.getTime())) continue
      element.dataset.local = ''
      element.textContent = (formats[element.dataset.precision] ?? formats.minutes).format(date)
      element.title = `${ago(date)} (${element.dateTime})`
    }
  }

  localise(document)
  new MutationObserver((changes) => {
    if (changes.some((change) => change.addedNodes.length > 0)) localise(document)
  }).observe(document.body, { childList: true, subtree: true })
})()
