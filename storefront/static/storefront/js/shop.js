/**
 * Comfort, never need: every page works without this file.
 *
 * Pressing a button twice sends a form once; a select inside <auto-submit> sends its form by itself;
 * what is chosen beside an <auto-visit> is shown at once.
 */

/* The form's data is read after this event, and a disabled button would drop out of it: so wait a turn. */
addEventListener("submit", (event) => {
  const form = event.target
  if (form.method !== "post" || form.hasAttribute("data-again")) return
  if (form.hasAttribute("data-sent")) return event.preventDefault()

  setTimeout(() => {
    if (event.defaultPrevented) return
    form.setAttribute("data-sent", "")
    event.submitter?.setAttribute("aria-disabled", "true")
    // A form whose answer is a file leaves the page where it is, and may be sent again.
    setTimeout(release, 8000, form)
  })
})

/* Coming back with the browser's own button shows the page as it was left. */
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release))

function release(form) {
  form.removeAttribute("data-sent")
  form.querySelectorAll("button[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"))
}

/**
 * <auto-submit> sends its form as soon as something is chosen with a pointer. Someone who passes over
 * the choices with the keyboard is not carried away by the first of them: the button is for them.
 */
customElements.define("auto-submit", class extends HTMLElement {
  connectedCallback() {
    let pointed = false
    this.addEventListener("pointerdown", () => { pointed = true })
    this.addEventListener("keydown", () => { pointed = false })
    this.addEventListener("change", (event) => { if (pointed) event.target.form.requestSubmit() })
  }
})

/**
 * <auto-visit of="name"> presses its own button when that field of the form around it is chosen with a
 * pointer, so that the page shows what belongs to the choice. Whoever chooses with the keyboard is not
 * carried away: for them the button appears. Without script it stands there all the time.
 */
customElements.define("auto-visit", class extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button")
    let pointed = false
    this.hidden = true
    button.form.addEventListener("pointerdown", () => { pointed = true })
    button.form.addEventListener("keydown", () => { pointed = false })
    button.form.addEventListener("change", (event) => {
      if (event.target.name !== this.getAttribute("of")) return
      this.hidden = false
      if (pointed) button.form.requestSubmit(button)
    })
  }
})
