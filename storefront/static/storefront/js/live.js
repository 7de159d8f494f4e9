/**
 * <live-page> keeps the page as true as it was when it was opened: it asks now and then whether
 * something has changed, and only then fetches the page anew and puts its main part in place.
 *
 * version: what the page shows; src: where its version can be asked for; every: seconds.
 */
customElements.define("live-page", class extends HTMLElement {
  connectedCallback() {
    this.said = Object.assign(document.createElement("p"), { className: "unseen" })
    this.said.setAttribute("role", "status")
    this.after(this.said)
    this.timer = setInterval(() => this.look(), Number(this.getAttribute("every") || 20) * 1000)
    this.onSeen = () => this.look()
    document.addEventListener("visibilitychange", this.onSeen)
  }

  disconnectedCallback() {
    clearInterval(this.timer)
    document.removeEventListener("visibilitychange", this.onSeen)
  }

  async look() {
    if (document.hidden || this.busy) return
    this.busy = true
    try {
      const headers = { "If-None-Match": this.getAttribute("version") }
      const answer = await fetch(this.getAttribute("src"), { headers, cache: "no-store" })
      if (answer.status === 200) await this.renew(answer.headers.get("ETag"))
      // Signed out, or the order is no longer to be seen: the page says so when it is next opened.
      else if (answer.status !== 304) clearInterval(this.timer)
    } catch { /* no network: ask again next time */ } finally {
      this.busy = false
    }
  }

  async renew(version) {
    const page = await (await fetch(location.href, { cache: "no-store" })).text()
    const fresh = new DOMParser().parseFromString(page, "text/html")
    const now = document.querySelector("main"), then = fresh.querySelector("main")
    if (!then) return
    // What was opened stays open, and whoever stands on a link still stands there.
    const opened = [...now.querySelectorAll("details")].map((each) => each.open)
    const held = now.contains(document.activeElement) && document.activeElement.getAttribute("href")
    now.replaceChildren(...then.children)
    now.querySelectorAll("details").forEach((each, n) => { if (opened[n]) each.open = true })
    if (held) now.querySelector(`a[href="${CSS.escape(held)}"]`)?.focus({ preventScroll: true })
    document.title = fresh.title
    this.setAttribute("version", version)
    this.said.textContent = now.querySelector("h1")?.textContent ?? ""
  }
})

/**
 * <look-again every="5"> asks in the background where this page leads to now, and goes there; a
 * page that was loaded anew each time would throw whoever listens to it back to its beginning.
 */
customElements.define("look-again", class extends HTMLElement {
  connectedCallback() {
    this.timer = setInterval(() => this.look(), Number(this.getAttribute("every") || 5) * 1000)
  }

  disconnectedCallback() {
    clearInterval(this.timer)
  }

  async look() {
    if (document.hidden) return
    try {
      const answer = await fetch(location.href, { cache: "no-store" })
      if (answer.redirected) return location.replace(answer.url)
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html")
      const heading = (page) => page.querySelector("h1")?.textContent
      if (answer.ok && heading(fresh) !== heading(document)) location.reload()
    } catch { /* no network: look again next time */ }
  }
})
