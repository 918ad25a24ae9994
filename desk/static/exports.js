// While a file is being made, its state is fetched again: soon, as most are small, then every few seconds. Without this script the page
// loads itself anew.
(() => {
  let pause = 250; // milliseconds
  const again = async () => {
    const answer = await fetch(location.href);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("export"), shown = document.getElementById("export");
    if (!fresh || !shown) return;
    shown.replaceChildren(...fresh.childNodes);
    if ("busy" in fresh.dataset) setTimeout(again, (pause = Math.min(pause * 2, 2000)));
  };
  setTimeout(again, pause);
})();
