// The boxes in which staff search for rows to choose carry no name: they get that of their field.
function nameSearchBoxes() {
  for (const box of document.querySelectorAll(".select2-search__field:not([aria-label])")) {
    const select = box.closest(".select2-container")?.previousElementSibling;
    const label = select?.labels?.[0]?.textContent.trim();
    if (label) box.setAttribute("aria-label", label);
  }
}

// The theme makes the boxes when the page is loaded: after that.
addEventListener("load", () => setTimeout(nameSearchBoxes));
