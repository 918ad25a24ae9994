// The door. What is noted is shown at once, kept on this device (codes and numbers, no names) and sent in its order as soon as there is a
// network: a reload, or a dead spot, loses nothing. Sent twice it comes to the same. Without this script every button is a form.
"use strict";
(() => {
  const door = document.getElementById("door");
  const KEPT = `door:${location.pathname}`;
  const AGAIN = 5000, OTHERS = 20000; // ms: until it is tried anew; until what other doors have noted is asked for
  const MOST = 50; // marks sent at once
  const AHEAD = Number(door.dataset.now) - Date.now(); // ms: phones are wrong about the hour
  const QUIET = 3000; // ms in which the same code is seen once
  const BEGINS = /^LOTSE:/i;
  const SHAKE = { right: [80], again: [60, 60, 60], noted: [], undone: [] };
  const CAME = ["came", "late", "left_early"];

  // --- What is kept --------------------------------------------------------------------------------------------------

  const kept = () => JSON.parse(localStorage.getItem(KEPT) || "[]");
  const keep = (marks) => {
    if (marks.length) localStorage.setItem(KEPT, JSON.stringify(marks));
    else localStorage.removeItem(KEPT);
    const line = document.getElementById("unsent");
    line.hidden = !marks.length;
    line.querySelector("b").textContent = String(marks.length);
  };
  const add = (mark) => {
    keep([...kept(), { id: crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}${Math.random()}`, at: Date.now() + AHEAD, ...mark }]);
    send();
  };

  // --- What is shown -------------------------------------------------------------------------------------------------

  const rows = () => [...document.querySelectorAll("[data-who]")];
  const rowOf = (who) => rows().find((row) => row.dataset.who === who);

  function show(row, came) {
    row.dataset.came = came;
    for (const button of row.querySelectorAll("button[value]")) {
      if (!button.value) continue;
      const pressed = button.value === came;
      button.setAttribute("aria-pressed", String(pressed));
      button.className = pressed ? "strong" : "plain";
    }
    const tally = document.getElementById("tally");
    const here = rows().filter((one) => CAME.includes(one.dataset.came)).length;
    tally.textContent = tally.dataset.words.replace("#1", here).replace("#2", Math.max(Number(tally.dataset.most), here));
  }

  const verdict = document.getElementById("verdict");
  function tell(result, row, who) {
    const says = document.querySelector(`#results [data-result="${result}"]`);
    verdict.dataset.result = result;
    verdict.querySelector(".says").textContent = says ? says.textContent : "";
    verdict.querySelector(".whom").textContent = row ? row.querySelector(".who").textContent.trim() : "";
    const form = verdict.querySelector("form");
    form.hidden = !(["waiting", "unbooked", "elsewhere"].includes(result) && who);
    form.querySelector("input").value = who || "";
    verdict.hidden = false;
    if (navigator.vibrate) navigator.vibrate(SHAKE[result] ?? [200, 80, 200]);
  }

  // --- What is sent --------------------------------------------------------------------------------------------------

  let sending = false, timer = 0;
  async function send() {
    clearTimeout(timer);
    if (sending) return;
    sending = true;
    const some = kept().slice(0, MOST);
    let fine = false;
    try {
      const answer = await fetch(door.dataset.sync, {
        method: "POST", redirect: "manual", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ marks: some }),
      });
      document.getElementById("signed-out").hidden = answer.type !== "opaqueredirect";
      if (answer.ok) {
        took(some, await answer.json());
        fine = true;
      }
    } catch { /* no network: it stays kept */ }
    sending = false;
    timer = setTimeout(send, !fine ? AGAIN : kept().length ? 0 : OTHERS);
  }

  function took(some, { told, noted }) {
    const done = new Set(some.map((one) => one.id));
    const left = kept().filter((one) => !done.has(one.id));
    keep(left);
    for (const one of told) {
      const mark = some.find((each) => each.id === one.id);
      if (mark.late) tell(one.result, rowOf(one.who), one.who === "0" ? "" : one.who);
    }
    for (const row of rows()) {
      const waits = left.some((one) => one.who === row.dataset.who || one.code === row.dataset.code);
      if (!waits && row.dataset.came !== (noted[row.dataset.who] ?? "")) show(row, noted[row.dataset.who] ?? "");
    }
  }

  // --- By list -------------------------------------------------------------------------------------------------------

  document.addEventListener("submit", (event) => {
    const row = event.target.closest("[data-who]");
    if (!row || !event.submitter) return;
    event.preventDefault();
    const came = event.submitter.value;
    show(row, came);
    tell(came ? "noted" : "undone", row);
    add({ who: row.dataset.who, came, how: "list" });
  });

  const narrow = document.getElementById("narrow");
  const only = () => {
    const wanted = narrow.value.trim().toLowerCase();
    for (const row of rows()) row.hidden = !row.querySelector(".who").textContent.toLowerCase().includes(wanted);
  };
  narrow.addEventListener("input", only);
  narrow.form.addEventListener("submit", (event) => event.preventDefault());

  // --- By code -------------------------------------------------------------------------------------------------------

  function code(written, how) {
    const plain = written.replace(BEGINS, "").toUpperCase().replace(/[^2-9A-HJ-NP-Z]/g, "");
    const row = plain && rows().find((one) => one.dataset.code === plain);
    if (row && CAME.includes(row.dataset.came)) tell("again", row);
    else if (row && row.dataset.state !== "booked") tell("waiting", row, row.dataset.who);
    else if (row) {
      show(row, "came");
      tell("right", row);
      add({ code: plain, came: "came", how });
    } else if (plain.length === 8) {
      tell("later");
      add({ code: plain, came: "came", how, late: true });
    } else tell("unknown");
    if (row && !row.hidden) row.scrollIntoView({ block: "center" });
  }

  document.getElementById("by-code").addEventListener("submit", (event) => {
    event.preventDefault();
    const field = document.getElementById("code");
    code(field.value, "code");
    field.value = "";
  });

  // --- By camera -----------------------------------------------------------------------------------------------------

  const switch_ = document.getElementById("camera"), sight = document.getElementById("sight");
  const picture = document.getElementById("camera-picture");
  let stream = null, seen = "", seenAt = 0;
  switch_.hidden = !(navigator.mediaDevices && navigator.mediaDevices.getUserMedia);
  switch_.addEventListener("click", () => (stream ? stop() : start()));

  async function start() {
    const refused = document.getElementById("no-camera");
    refused.hidden = true;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
      picture.srcObject = stream;
      sight.hidden = false;
      switch_.textContent = switch_.dataset.off;
      await picture.play();
      look(await reader());
    } catch {
      stop();
      refused.hidden = false;
    }
  }

  function stop() {
    if (stream) stream.getTracks().forEach((track) => track.stop());
    stream = null;
    sight.hidden = true;
    switch_.textContent = switch_.dataset.on;
  }

  // What a picture says; the browser's own reader where it has one, which is quicker.
  async function reader() {
    const known = "BarcodeDetector" in window ? await BarcodeDetector.getSupportedFormats() : [];
    if (known.includes("qr_code")) {
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      return async () => (await detector.detect(picture))[0]?.rawValue ?? "";
    }
    await new Promise((resolve, reject) => {
      if (window.jsQR) return resolve();
      const script = document.createElement("script");
      script.src = door.dataset.qr;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
    const canvas = document.createElement("canvas"), context = canvas.getContext("2d", { willReadFrequently: true });
    return async () => {
      const scale = Math.min(1, 640 / picture.videoWidth);
      canvas.width = picture.videoWidth * scale;
      canvas.height = picture.videoHeight * scale;
      if (!canvas.width) return "";
      context.drawImage(picture, 0, 0, canvas.width, canvas.height);
      const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
      return jsQR(data, width, height, { inversionAttempts: "dontInvert" })?.data ?? "";
    };
  }

  async function look(read) {
    while (stream) {
      const found = await read();
      if (found && (found !== seen || Date.now() - seenAt > QUIET)) code(BEGINS.test(found) ? found : "", "qr");
      if (found) [seen, seenAt] = [found, Date.now()];
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  }

  // What was kept before a reload is still so.
  for (const one of kept()) {
    const row = rows().find((each) => each.dataset.who === one.who || (one.code && each.dataset.code === one.code));
    if (row) show(row, one.came);
  }
  addEventListener("online", send);
  addEventListener("pagehide", stop);
  keep(kept());
  send();
})();
