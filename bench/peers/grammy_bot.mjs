// grammY + @grammyjs/conversations: the questionnaire is one async function; its replay log and the answers go to SQLite
// through better-sqlite3, the answers inside conversation.external().
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { conversations, createConversation } from "@grammyjs/conversations";
import Database from "better-sqlite3";
import { Bot, InlineKeyboard, webhookCallback } from "grammy";

const { BENCH_API, BENCH_PORT, BENCH_DIR, BENCH_TOKEN, BENCH_SECRET, BENCH_SPEC, BENCH_SYNC } = process.env;
const spec = JSON.parse(fs.readFileSync(BENCH_SPEC, "utf8"));
const questions = spec.questions;

const db = new Database(path.join(BENCH_DIR, "answers.db"));
db.pragma("journal_mode = WAL");
db.pragma(`synchronous = ${BENCH_SYNC ?? "FULL"}`);
db.exec("create table if not exists answers(user_id integer, question text, value text, at text default current_timestamp, primary key(user_id, question))");
db.exec("create table if not exists state(key text primary key, value text)");
const upsert = db.prepare("insert into answers(user_id, question, value) values(?,?,?) on conflict do update set value = excluded.value");
const readAll = db.prepare("select question, value from answers where user_id = ?");

const sqliteAdapter = () => {
  const get = db.prepare("select value from state where key = ?");
  const put = db.prepare("insert into state values(?,?) on conflict do update set value = excluded.value");
  const del = db.prepare("delete from state where key = ?");
  return {
    read: (key) => { const row = get.get(key); return row ? JSON.parse(row.value) : undefined; },
    write: (key, value) => { put.run(key, JSON.stringify(value)); },
    delete: (key) => { del.run(key); },
  };
};

const ask = (n, lang) => `[${questions[n].id}] ${questions[n].text[lang]}`;
const reask = (n, lang) => `[${questions[n].id}!] ${spec.reask[lang]}\n${questions[n].text[lang]}`;

function keyboard(n, lang, picked = []) {
  const k = new InlineKeyboard();
  for (const o of questions[n].options) k.text((picked.includes(o.id) ? "✓ " : "") + o.text[lang], `${n}:${o.id}`).row();
  if (questions[n].kind === "multi") k.text(spec.done_button[lang], `${n}:done`);
  return k;
}

async function survey(conversation, ctx) {
  const uid = ctx.from.id;
  const save = (id, value) => conversation.external(() => { upsert.run(uid, id, value); });
  let lang = "en";
  for (let n = 0; n < questions.length; n++) {
    const q = questions[n];
    if (q.kind === "language" || q.kind === "choice") {
      await ctx.reply(ask(n, lang), { reply_markup: keyboard(n, lang) });
      ctx = await conversation.waitForCallbackQuery(q.options.map((o) => `${n}:${o.id}`));
      await ctx.answerCallbackQuery();
      const value = ctx.callbackQuery.data.split(":")[1];
      if (n === 0) lang = value;
      await save(q.id, value);
    } else if (q.kind === "text") {
      await ctx.reply(ask(n, lang));
      ctx = await conversation.waitFor("message:text");
      await save(q.id, ctx.message.text);
    } else if (q.kind === "integer") {
      await ctx.reply(ask(n, lang));
      for (;;) {
        ctx = await conversation.waitFor("message:text");
        const value = /^-?\d+$/.test(ctx.message.text) ? parseInt(ctx.message.text, 10) : NaN;
        if (value >= q.min && value <= q.max) { await save(q.id, String(value)); break; }
        await ctx.reply(reask(n, lang));
      }
    } else {
      const picked = [];
      await ctx.reply(ask(n, lang), { reply_markup: keyboard(n, lang) });
      for (;;) {
        ctx = await conversation.waitForCallbackQuery([...q.options.map((o) => `${n}:${o.id}`), `${n}:done`]);
        await ctx.answerCallbackQuery();
        const oid = ctx.callbackQuery.data.split(":")[1];
        if (oid === "done") break;
        const at = picked.indexOf(oid);
        if (at >= 0) picked.splice(at, 1); else picked.push(oid);
        await ctx.editMessageReplyMarkup({ reply_markup: keyboard(n, lang, picked) });
      }
      await save(q.id, [...picked].sort().join(","));
    }
  }
  const stored = await conversation.external(() => Object.fromEntries(readAll.all(uid).map((r) => [r.question, r.value])));
  const lines = questions.map((q) => `${q.id}: ${stored[q.id] ?? "-"}`).join("\n");
  await ctx.reply(`[done] ${spec.summary[lang]}\n${lines}`);
}

const bot = new Bot(BENCH_TOKEN, { client: { apiRoot: BENCH_API } });
bot.use(conversations({ storage: { type: "key", version: 0, adapter: sqliteAdapter() } }));
bot.use(createConversation(survey));
bot.command("start", async (ctx) => { await ctx.conversation.exitAll(); await ctx.conversation.enter("survey"); });
bot.catch((err) => { console.error(err); });

http.createServer(webhookCallback(bot, "http", { secretToken: BENCH_SECRET })).listen(Number(BENCH_PORT), "127.0.0.1", async () => {
  await bot.api.setWebhook(`http://127.0.0.1:${BENCH_PORT}/hook`, { secret_token: BENCH_SECRET });
});
