/**
 * Comfort, never need: every page works without this file.
 *
 * Pressing a button twice sends a form once; a select inside <auto-submit> sends its form by itself.
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

/** <auto-submit> sends its form as soon as a field changes and hides the button that is then not needed. */
customElements.define("auto-submit", class extends HTMLElement {
  connectedCallback() {
    this.querySelector("button")?.setAttribute("hidden", "")
    this.addEventListener("change", (event) => event.target.form.requestSubmit())
  }
})
