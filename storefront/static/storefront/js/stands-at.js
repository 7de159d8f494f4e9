// A page that is shown in answer to "Is it still you?" stands at its own address: forms and links start there.
history.replaceState(null, "", document.currentScript.dataset.at);
