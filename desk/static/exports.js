// While a file is being made, its state is fetched again every few seconds. Without this script the page loads itself anew.
(() => {
  const again = async () => {
    const answer = await fetch(location.href);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("export"), shown = document.getElementById("export");
    if (!fresh || !shown) return;
    shown.replaceChildren(...fresh.childNodes);
    if ("busy" in fresh.dataset) setTimeout(again, 2000);
  };
  setTimeout(again, 2000);
})();
