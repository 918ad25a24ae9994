// Hears of changes: server-sent events, or asking again and again where those do not come through.

const FIRST_WORD_MS = 2000;
const ASK_AGAIN_MS = 1500;

// Calls hear(overview) now and at every change; lost(true) while the server cannot be reached.
export function listen(hear, lost) {
  let heard = false;
  const source = new EventSource("api/events");
  const silence = setTimeout(() => giveUp(), FIRST_WORD_MS);
  const giveUp = () => {
    clearTimeout(silence);
    source.close();
    ask(hear, lost);
  };
  source.onmessage = (event) => {
    heard = true;
    clearTimeout(silence);
    lost(false);
    hear(JSON.parse(event.data));
  };
  source.onerror = () => {
    if (!heard) giveUp();
    else if (source.readyState === EventSource.CLOSED) giveUp();
    else lost(true);
  };
}

async function ask(hear, lost) {
  let since = -1;
  for (;;) {
    try {
      const answer = await fetch(`api/changes?wait=10&since=${since}`);
      if (!answer.ok) throw new Error(String(answer.status));
      const overview = await answer.json();
      lost(false);
      if (overview.version !== since) hear(overview);
      since = overview.version;
    } catch {
      lost(true);
      since = -1;
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    }
  }
}
