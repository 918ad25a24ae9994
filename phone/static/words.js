// The few words that belong to a phone itself, in its language. The rest of the page speaks English.

const WORDS = {
  en: { message: "Message", send: "Send", start: "Start", typing: "typing…", bot: "bot", edited: "edited",
        commands: "Commands", attach: "Attach", blocked: "You blocked this bot", edit: "Edit", ok: "OK",
        photo: "Photo", file: "Document", voice: "Voice note", place: "Location", contact: "My number",
        sticker: "Sticker", samplePhoto: "Sample photo" },
  ar: { message: "رسالة", send: "إرسال", start: "ابدأ", typing: "يكتب…", bot: "بوت", edited: "مُعدّلة",
        commands: "الأوامر", attach: "إرفاق", blocked: "لقد حظرت هذا البوت", edit: "تعديل", ok: "حسنًا",
        photo: "صورة", file: "مستند", voice: "رسالة صوتية", place: "الموقع", contact: "رقمي",
        sticker: "ملصق", samplePhoto: "صورة نموذجية" },
  fa: { message: "پیام", send: "ارسال", start: "شروع", typing: "در حال نوشتن…", bot: "ربات", edited: "ویرایش‌شده",
        commands: "دستورها", attach: "پیوست", blocked: "این ربات را مسدود کرده‌اید", edit: "ویرایش", ok: "باشه",
        photo: "عکس", file: "سند", voice: "پیام صوتی", place: "موقعیت مکانی", contact: "شمارهٔ من",
        sticker: "استیکر", samplePhoto: "عکس نمونه" },
  uk: { message: "Повідомлення", send: "Надіслати", start: "Почати", typing: "пише…", bot: "бот", edited: "змінено",
        commands: "Команди", attach: "Вкласти", blocked: "Ви заблокували цього бота", edit: "Змінити", ok: "Гаразд",
        photo: "Фото", file: "Документ", voice: "Голосове повідомлення", place: "Місце", contact: "Мій номер",
        sticker: "Наліпка", samplePhoto: "Приклад фото" },
};
const RIGHT_TO_LEFT = new Set(["ar", "fa", "ps", "ur", "ckb", "he", "yi", "sd", "ug", "dv"]);

const base = (code) => code.split("-")[0].toLowerCase();

export const wordsFor = (code) => WORDS[base(code)] ?? WORDS.en;

// The language that wordsFor(code) really answers in.
export const spokenBy = (code) => (WORDS[base(code)] ? base(code) : "en");

export const directionOf = (code) => (RIGHT_TO_LEFT.has(base(code)) ? "rtl" : "ltr");

export function languageName(code) {
  return new Intl.DisplayNames(["en"], { type: "language" }).of(code) ?? code;
}
