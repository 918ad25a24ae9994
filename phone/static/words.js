// The few words that belong to a phone itself, in its language. The rest of the page speaks English.

const WORDS = {
  en: { message: "Message", send: "Send", start: "Start", typing: "typing…", bot: "bot", edited: "edited",
        commands: "Commands", attach: "Attach", blocked: "You blocked this bot", edit: "Edit", ok: "OK",
        photo: "Photo", file: "Document", voice: "Voice note", place: "Location", contact: "My number",
        sticker: "Sticker", samplePhoto: "Sample photo",
        video: "Video", sound: "Sound file", record: "Record a voice note", recording: "Recording", cancel: "Cancel",
        latitude: "Latitude", longitude: "Longitude", sampleVoice: "Sample voice note", noMicrophone: "There is no microphone here", sampleVideo: "Sample video",
        hello: "Hello", unblock: "You blocked this number. Unblock", close: "Close", choose: "Choose", like: "Like", sent: "Sent", delivered: "Delivered", read: "Read", failed: "Not delivered" },
  ar: { message: "رسالة", send: "إرسال", start: "ابدأ", typing: "يكتب…", bot: "بوت", edited: "مُعدّلة",
        commands: "الأوامر", attach: "إرفاق", blocked: "لقد حظرت هذا البوت", edit: "تعديل", ok: "حسنًا",
        photo: "صورة", file: "مستند", voice: "رسالة صوتية", place: "الموقع", contact: "رقمي",
        sticker: "ملصق", samplePhoto: "صورة نموذجية",
        video: "فيديو", sound: "ملف صوتي", record: "تسجيل رسالة صوتية", recording: "جارٍ التسجيل", cancel: "إلغاء",
        latitude: "خط العرض", longitude: "خط الطول", sampleVoice: "رسالة صوتية نموذجية", noMicrophone: "لا يوجد ميكروفون هنا", sampleVideo: "فيديو نموذجي",
        hello: "مرحبًا", unblock: "لقد حظرت هذا الرقم. إلغاء الحظر", close: "إغلاق", choose: "اختر", like: "إعجاب", sent: "أُرسلت", delivered: "وصلت", read: "قُرئت", failed: "لم تصل" },
  fa: { message: "پیام", send: "ارسال", start: "شروع", typing: "در حال نوشتن…", bot: "ربات", edited: "ویرایش‌شده",
        commands: "دستورها", attach: "پیوست", blocked: "این ربات را مسدود کرده‌اید", edit: "ویرایش", ok: "باشه",
        photo: "عکس", file: "سند", voice: "پیام صوتی", place: "موقعیت مکانی", contact: "شمارهٔ من",
        sticker: "استیکر", samplePhoto: "عکس نمونه",
        video: "ویدیو", sound: "فایل صوتی", record: "ضبط پیام صوتی", recording: "در حال ضبط", cancel: "لغو",
        latitude: "عرض جغرافیایی", longitude: "طول جغرافیایی", sampleVoice: "پیام صوتی نمونه", noMicrophone: "اینجا میکروفون نیست", sampleVideo: "ویدیوی نمونه",
        hello: "سلام", unblock: "این شماره را مسدود کرده‌اید. رفع انسداد", close: "بستن", choose: "انتخاب", like: "پسندیدن", sent: "فرستاده شد", delivered: "رسید", read: "خوانده شد", failed: "نرسید" },
  uk: { message: "Повідомлення", send: "Надіслати", start: "Почати", typing: "пише…", bot: "бот", edited: "змінено",
        commands: "Команди", attach: "Вкласти", blocked: "Ви заблокували цього бота", edit: "Змінити", ok: "Гаразд",
        photo: "Фото", file: "Документ", voice: "Голосове повідомлення", place: "Місце", contact: "Мій номер",
        sticker: "Наліпка", samplePhoto: "Приклад фото",
        video: "Відео", sound: "Звуковий файл", record: "Записати голосове", recording: "Запис", cancel: "Скасувати",
        latitude: "Широта", longitude: "Довгота", sampleVoice: "Приклад голосового", noMicrophone: "Тут немає мікрофона", sampleVideo: "Приклад відео",
        hello: "Вітаю", unblock: "Ви заблокували цей номер. Розблокувати", close: "Закрити", choose: "Вибрати", like: "Подобається", sent: "Надіслано", delivered: "Доставлено", read: "Прочитано", failed: "Не доставлено" },
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
