"""The small words people answer with, for `reading` and its neighbours: language, words with bars between them.

Yes and no as in CLDR (Unicode-3.0), restated, with what people say besides. Case, accents and kindred letters do not
matter (`scripts.fold`). A word of one letter is an abbreviation and counts in its own language only: n is yes in
Swahili, h is no in Turkish and yes in Somali.
"""

from functools import lru_cache

from dialogs.reading.scripts import fold

YES: dict[str, str] = {
    "en": "yes|y|yeah|yea|yep|yup|sure|of course|certainly|definitely|absolutely|ok|okay|okey|correct|true"
    "|agree|agreed|i agree|i do|yes i do|yes i am|yes i have|yes i can|yes i will|yes please",
    "fr": "oui|o|ouais|ouai|ui|si|bien sûr|d'accord|certainement|tout à fait|évidemment|exact|je suis d'accord",
    "es": "sí|s|sip|claro|claro que sí|por supuesto|vale|de acuerdo|correcto|exacto|estoy de acuerdo",
    "pt": "sim|s|claro|com certeza|certo|concordo|pois",
    "de": "ja|j|jo|jep|jap|jawohl|klar|na klar|natürlich|natuerlich|genau|sicher|gerne|gern|stimmt|einverstanden"
    "|selbstverständlich|ja klar|ja gerne|doch",
    "nl": "ja|j|jawel|jazeker|zeker|natuurlijk|klopt|akkoord",
    "lb": "jo|j|ja|jojo|kloer|natierlech|sécher|averstanen|oui",
    "lt": "taip|t|jo|aha|žinoma|gerai|sutinku",
    "sr": "da|d|да|д|jeste|јесте|naravno|наравно|svakako|свакако|tačno|тачно|važi|важи|slažem se|слажем се",
    "ro": "da|d|sigur|desigur|bineînțeles|corect|dap|de acord",
    "bg": "да|д|da|разбира се|естествено|добре|съгласен|съгласна",
    "tr": "evet|e|evt|ewet|he|tabii|tabi|tabii ki|tabiki|tabii ki de|tabiki de|olur|tamam|elbette|aynen|kesinlikle|hıhı|hı hı|var"
    "|doğru|kabul|kabul ediyorum|isterim|istiyorum|evet istiyorum|evet isterim",
    "uk": "так|т|та|ага|авжеж|звісно|звичайно|добре|згоден|згодна|да|tak",
    "ru": "да|д|ага|угу|конечно|хорошо|верно|точно|разумеется|согласен|согласна|da",
    "ar": "نعم|ن|ايوه|ايوا|أيوة|اي|ايه|إيه|آه|أجل|بلى|طبعا|أكيد|بالتأكيد|بالطبع|موافق|موافقة|أوافق|تمام|ماشي|حاضر|صح"
    "|صحيح|اي نعم|naam|na3am|aywa|aiwa|eywa",
    "fa": "بله|ب|آره|آری|آ|بلی|اوهوم|البته|حتما|باشه|قبوله|قبول دارم|موافقم|درسته|درست|صحیح|اوکی|اوکیه|آره حتما|دارم|بله دارم|آره دارم"
    "|bale|baleh|are",
    "fa_AF": "بلی|ها|هان|او|هو|بلی صاحب|صحیح است|درست است|موافق هستم|bali|bale",
    "ps": "هو|ه|او|هوکې|بلې|سمه ده|صحیح ده|موافق یم|ښه|هو جی|ho",
    "ckb": "بەڵێ|بەلێ|ئا|ئەرێ|ئەڕێ|ڕازیم|bale|belê|ere",
    "ku": "erê|e|belê|bele|a|he|temam|helbet|razî me",
    "so": "haa|h|ha|haah|hee|haye|hagaag|dabcan|waan ogolahay",
    "ti": "እወ|እ|እወ እወ|ሕራይ|ይስማዕማዕ|ewe",
    "am": "አዎን|ዎ|አዎ|አው|እሺ|እስማማለሁ|awo|awon",
    "hi": "हाँ|हाँ जी|जी हाँ|जी|ठीक है|बिल्कुल|बिलकुल|सही|ज़रूर|haan|han|ha|ji|haanji|theek hai",
    "bn": "হ্যাঁ|হ্যা|হা|জি|জ্বি|জী|আচ্ছা|ঠিক আছে|অবশ্যই|ha|hya|ji",
    "rn": "ego|e|eego|yego|cane|oui",
    "rw": "yego|yee|ego|oui",
    "sw": "ndiyo|n|ndio|ndyo|naam|ee|eeh|sawa|hakika|kweli|nakubali",
    "ur": "ہاں|جی|جی ہاں|ہاں جی|ہا|بالکل|ٹھیک ہے|ضرور|درست|haan|han|ji|ji haan",
    "zh": "是|是的|对|對|好|好的|确定|確定|有|可以|嗯|行|没错|同意",
    "ka": "კი|კ|დიახ|ხო|ჰო|რა თქმა უნდა|კარგი|თანახმა ვარ|ki|ho",
}
NO: dict[str, str] = {
    "en": "no|n|nope|nah|not|never|no way|not really|not at all|false|disagree|i disagree|i don't|i do not"
    "|i don't agree|i do not agree|no i don't|no i do not|no i am not|no i'm not|no i haven't|no i can't",
    "fr": "non|n|nan|nn|jamais|pas du tout|pas vraiment|pas d'accord|je ne suis pas d'accord",
    "es": "no|n|nop|nunca|jamás|para nada|claro que no|no estoy de acuerdo",
    "pt": "não|n|nunca|claro que não|não concordo",
    "de": "nein|n|ne|nee|nö|noe|nicht|nie|niemals|auf keinen fall|keineswegs|eher nicht|nicht einverstanden",
    "nl": "nee|n|neen|nooit|niet|zeker niet|niet akkoord",
    "lb": "nee|n|neen|nä|net|ni|guer net|net averstanen|non",
    "lt": "ne|n|niekada|tikrai ne|nesutinku",
    "sr": "ne|n|не|н|nije|није|nikako|никако|nikada|никада|naravno da ne|ne slažem se|не слажем се",
    "ro": "nu|n|niciodată|deloc|nu sunt de acord",
    "bg": "не|н|ne|никога|не съм|разбира се че не|не съм съгласен|не съм съгласна",
    "tr": "hayır|h|hayir|hayr|yok|yo|olmaz|değil|asla|maalesef|tabii ki hayır|kabul etmiyorum|istemiyorum|istemem"
    "|hayır istemiyorum|hayır istemem",
    "uk": "ні|н|нє|не|нет|ніколи|аж ніяк|звісно ні|не згоден|не згодна|ni",
    "ru": "нет|н|не|неа|никогда|ни за что|конечно нет|не согласен|не согласна|net|niet",
    "ar": "لا|ل|لأ|لاء|كلا|مو|مش|أبدا|لا أبدا|طبعا لا|أكيد لا|بالطبع لا|غير موافق|غير موافقة|مش موافق|مو موافق|لا أوافق|la|laa",
    "fa": "نه|ن|خیر|خ|نخیر|نه خیر|نچ|هرگز|اصلا|ابدا|البته که نه|موافق نیستم|مخالفم|قبول ندارم|ندارم|نه ندارم|na|kheir|nakheir",
    "fa_AF": "نه|نی|نخیر|نه خیر|موافق نیستم|ne|ni",
    "ps": "نه|ن|نا|یه|نخیر|هېڅکله|هیڅکله|بالکل نه|موافق نه یم|na",
    "ckb": "نەخێر|نا|نە|نەء|هەرگیز|ڕازی نیم|na|naxer",
    "ku": "na|n|ne|nexêr|naxêr|no|qet|razî nînim",
    "so": "maya|m|may|mya|maya maya|marnaba|ma ogoli",
    "ti": "ኣይፋልን|ኣ|ኣይፋል|ኣይፋሉን|ኣይኮነን|ፈጺሙ|ኣይስማዕማዕን|ኖ|aifal|ayfalin",
    "am": "አይ|ይ|አይደለም|አይሆንም|የለም|የለኝም|በፍጹም|በጭራሽ|አልስማማም|ኖ",
    "hi": "नहीं|नही|न|ना|जी नहीं|मत|बिल्कुल नहीं|बिलकुल नहीं|कभी नहीं|nahi|nahin|nai|na",
    "bn": "না|নাহ|জি না|জ্বি না|নেই|কখনো না|একদম না|na|nah",
    "rn": "oya|o|oyaa|habe namba|non",
    "rw": "oya|ntabwo|hoya|non",
    "sw": "hapana|h|la|siyo|sio|kamwe|sikubali",
    "ur": "نہیں|نہ|نہی|نا|جی نہیں|ہرگز نہیں|کبھی نہیں|بالکل نہیں|nahi|nahin|na",
    "zh": "不|不是|否|否定|不对|不對|没有|沒有|没|不行|不可以|不要|不同意",
    "ka": "არა|ა|არ|არასდროს|არავითარ შემთხვევაში|არ ვარ თანახმა|ara",
}
YES_SIGNS = "👍 ✅ ✔ ☑ 👌 💯 🙆 🆗"
NO_SIGNS = "👎 ❌ ✖ ❎ 🚫 ⛔ 🙅"
# What may stand beside a yes or a no without changing it, in any language.
COURTESIES = (
    "please|pls|plz|thanks|thank you|sir|madam|merci|s'il vous plaît|svp|s'il te plaît|stp|danke|bitte|gracias|por favor|obrigado|obrigada"
    "|dank je|alstublieft|ačiū|prašau|hvala|molim|хвала|mulțumesc|vă rog|grazie|per favore|proszę|prosím|ju lutem|благодаря|моля"
    "|teşekkürler|teşekkür ederim|lütfen|дякую|будь ласка|будь-ласка|прошу|спасибо|пожалуйста|شكرا|شكرا لك|شكرا جزيلا|من فضلك|من فضلكم"
    "|لو سمحت|لو سمحتم|رجاء|الرجاء|أرجوك|أرجوكم|والله|إن شاء الله|ممنون|خیلی ممنون|ممنونم|مرسی|متشکرم|تشکر|سپاس|لطفا|خواهش میکنم"
    "|خواهش می کنم|خواهشا|انشاالله|مننه|مهرباني|مهرباني وکړئ|سوپاس|تکایە|spas|ji kerema xwe|mahadsanid|fadlan|የቐንየለይ|በጃኹም|አመሰግናለሁ"
    "|እባክህ|እባክሽ|እባክዎ|እባክዎን|धन्यवाद|कृपया|प्लीज़|শুকরিয়া|ধন্যবাদ|murakoze|urakoze|asante|tafadhali|شکریہ|مہربانی"
    "|براہ مہربانی|براہ کرم|پلیز|谢谢|გმადლობთ|მადლობა"
)

# Days from today. A word may mean two: Hindi, Urdu and Rundi have one word for yesterday and tomorrow.
DAYS: dict[int, str] = {
    0: "en: today; fr: aujourd'hui; es: hoy; pt: hoje; de: heute; nl: vandaag; lb: haut; lt: šiandien; "
    "sr: danas|данас; ro: azi|astăzi; bg: днес; tr: bugün|bu gün; uk: сьогодні; ru: сегодня; "
    "ar: اليوم|هذا اليوم|النهارده|النهاردة; fa: امروز; ps: نن|نن ورځ; ckb: ئەمڕۆ; ku: îro; so: maanta; "
    "ti: ሎሚ|ሎሚ መዓልቲ|ሎምዓንቲ; am: ዛሬ; hi: आज; bn: আজ|আজকে; rn: uyu musi|uyu munsi; rw: uyu munsi|none; "
    "sw: leo; ur: آج; zh: 今天|今日; ka: დღეს",
    -1: "en: yesterday; fr: hier; es: ayer; pt: ontem; de: gestern; nl: gisteren; lb: gëschter; lt: vakar; "
    "sr: juče|jučer|јуче; ro: ieri; bg: вчера; tr: dün; uk: вчора|учора; ru: вчера; "
    "ar: أمس|امبارح|مبارح|البارحة|البارح; fa: دیروز; ps: پرون; ckb: دوێنێ; ku: duh|do; so: shalay|shaley; "
    "ti: ትማሊ; am: ትናንት|ትላንት|ትናንትና|ትላንትና; hi: कल; bn: গতকাল|কাল|গতকালকে; rn: ejo|ejo hashize; "
    "rw: ejo|ejo hashize; sw: jana; ur: کل|گزشتہ کل; zh: 昨天|昨日; ka: გუშინ",
    1: "en: tomorrow; fr: demain; es: mañana; pt: amanhã; de: morgen; nl: morgen; lb: muer; lt: rytoj; "
    "sr: sutra|сутра; ro: mâine; bg: утре; tr: yarın; uk: завтра; ru: завтра; "
    "ar: غدا|بكرا|بكرة|بكره|باكر|غدوة; fa: فردا; fa_AF: فردا|صبا; ps: سبا; ckb: سبەی|سبەینێ|بەیانی; "
    "ku: sibê|sibe|sibehî; so: berri|berrito|beri; ti: ጽባሕ; am: ነገ; hi: कल; bn: আগামীকাল|কাল; "
    "rn: ejo|ejo hazoza; rw: ejo|ejo hazaza; sw: kesho; ur: کل|آنے والا کل; zh: 明天|明日; ka: ხვალ",
    -2: "en: day before yesterday|the day before yesterday; fr: avant-hier|avant hier; es: anteayer|antier; "
    "pt: anteontem; de: vorgestern; nl: eergisteren; sr: prekjuče|прекјуче; ro: alaltăieri; bg: завчера; "
    "tr: evvelsi gün|önceki gün; uk: позавчора; ru: позавчера; ar: أول أمس|أول امبارح|أول مبارح|قبل أمس; "
    "fa: پریروز; hi: परसों; bn: পরশু; ur: پرسوں; sw: juzi; zh: 前天",
    2: "en: day after tomorrow|the day after tomorrow; fr: après-demain|après demain; es: pasado mañana; "
    "pt: depois de amanhã; de: übermorgen; nl: overmorgen; sr: prekosutra|прекосутра; ro: poimâine; "
    "bg: вдругиден; tr: öbür gün; uk: післязавтра; ru: послезавтра; "
    "ar: بعد غد|بعد بكرا|بعد بكرة|بعد بكره; fa: پس‌فردا|پس فردا; ps: بل سبا; hi: परसों; bn: পরশু; "
    "ur: پرسوں; sw: kesho kutwa; zh: 后天",
}

# Years from this one, in the calendar of the language.
YEARS: dict[int, str] = {
    0: "en: this year; fr: cette année; es: este año; de: dieses jahr|in diesem jahr; tr: bu yıl|bu sene; uk: цього року|цей рік"
    "; ru: в этом году|этот год; ar: هذا العام|هذه السنة|هالسنة; fa: امسال|این سال; ps: سږ کال|سږکال",
    -1: "en: last year; fr: l'année dernière|l'an dernier|l'année passée|l'an passé; es: el año pasado|año pasado"
    "; de: letztes jahr|im letzten jahr|voriges jahr; tr: geçen yıl|geçen sene; uk: минулого року|торік"
    "; ru: в прошлом году|прошлый год; ar: العام الماضي|السنة الماضية; fa: پارسال|سال گذشته|سال پیش|سال قبل; ps: تېر کال|پروسږکال",
    1: "en: next year; fr: l'année prochaine|l'an prochain; es: el año que viene|el próximo año; de: nächstes jahr"
    "; tr: gelecek yıl|gelecek sene|seneye; uk: наступного року; ru: в следующем году|следующий год"
    "; ar: العام القادم|السنة القادمة; fa: سال آینده|سال بعد|سال دیگر; ps: راتلونکی کال",
}
# Beside one of these a number is a month: "شهر 3", "3. ayın 5'i".
MONTH_BEFORE = "month|mois|mes|mês|monat|місяць|месяц|شهر|ماه|برج|میاشت"
MONTH_AFTER = "ay|ayın|ayının"
# With these a year is a limit or ten years, and no date: "before 1990", "1990s", "دهه ۶۰".
LIMITS = "before|after|avant|après|antes|después|vor|nach|önce|sonra|до|перед|після|после|قبل|بعد|پیش از|پس از|وړاندې|وروسته"
DECADE_BEFORE = "années|los años|los|anos|decade of|década de|دهه|لسیزه|عقد"
DECADE_AFTER = (
    "s|er|ern|er jahre|ern jahren|lar|ları|larda|larında|lı yıllar|lı yıllarda|lerde|ler|е|ые|х|х годов|х годах|ті|их|тих"
)

# Words inside a date that say nothing more: of, year, month, day, ordinal endings, cases.
DATE_FILLERS = (
    "of|the|st|nd|rd|th|te|tes|o|a|°|year|in|on|le|er|ro|e|de|del|da|do|d|l|année|an|año|en|el|am|den|im|jahr|vum|van|jaar|m|metų"
    "|diena|godine|god|g|г|година|года|год|году|в|рождения|й|м|р|року|рік|році|го|е|ого|yıl|yılı|yılında|gün|ayı|ayında|i|si|inci|nci|uncu|ncu|في|سنة|عام|من|شهر|يوم"
    "|سال|ماه|روز|در|به|تاریخ|برج|د|کال|په|میاشت|میاشتې|نېټه|ورځ|ی|ساڵی|مانگی|ڕۆژی|ê|sala|roja|meha|sannadka|bisha"
    "|ዓመት|ቀን|ወር|እለት|ዕለት|ዓ|को|साल|সাল|সালের|ই|শে|umwaka|itariki|ya|tarehe|mwaka|mwezi|wa|کو|年|月|日|号|號|წელი|წლის"
)
# Beside a year of two digits only these may stand, before it or after it: "سال ۶۹" is a year, "۲۵ سال" an age.
BEFORE_YEAR = (
    "about|around|approximately|approx|circa|ca|c|maybe|in|since|born|born in|year|environ|vers|en|depuis|année"
    "|alrededor de|alrededor del|hacia|aproximadamente|más o menos|cerca de|en el|el|año|el año|en el año|del|nací en"
    "|ungefähr|etwa|so um|seit|um|im jahr|jahr|jahrgang|jg|geboren|geb|vielleicht|ongeveer|oko|cam"
    "|приблизно|близько|біля|з|у|в|около|примерно|примерно в|приблизительно|где то в|с|род"
    "|yaklaşık|حوالي|تقريبا|سنة|عام|في|مواليد|منذ|حدود|تقریبا|حدودا|سال"
    "|در|متولد|شاید|نږدې|په|د|په کال|شاوخوا|sala|nêzîkî|qiyaastii|sanadkii|ኣስታት|በ|ዓመት|लगभग|साल|সাল|প্রায়|karibu"
    "|mwaka|大约"
)
AFTER_YEAR = (
    "г|год|году|года|г р|года рождения|й|й год|м|м году|го|го года|й рік|го року|му|му році"
    "|р|рік|році|року|yılı|yılında|civarı|شاوخوا|کال|ገደማ|ዓ|年|maybe|approx"
)
# "The first", the one ordinal that is written out before a month.
FIRST = (
    "first|premier|primero|primeiro|ersten|erster|erste|éischten|eerste|первое|первого|перше|першого|първи|prvi|први"
    "|întâi|اول|أول|الأول|یکم|لومړی|لومړۍ|پہلی"
)
# How a calendar is named beside a year. A bare "hijri" may be the solar or the lunar one.
ERAS: dict[str, str] = {
    "gregorian": "م|ميلادي|ميلادية|میلادی|عیسوی|ad|ce|gregorian|miladi|milâdî|زایینی|zayînî|እ ኤ አ|እኤአ|ዓ ም ፈ|公元",
    "solar_hijri": "ش|ه ش|هش|شمسی|هجری شمسی|خورشیدی|هجری خورشیدی|لمریز|هجري لمریز|shamsi|hijri shamsi|solar|هەتاوی|کۆچی هەتاوی"
    "|солнечной хиджры|солнечная хиджра|sonnen-hidschra|hégira solar",
    "islamic": "ق|ه ق|هق|قمری|هجری قمری|سپوږمیز|هجري سپوږمیز|lunar|qamari",
    "ethiopic": "ዓ ም|ዓም|ዓመተ ምህረት|ec|e c|ethiopian",
    "solar_hijri islamic": "ه|هجری|هجرية|هـ|ہجری|کۆچی|ah|hijri|hicri|hijriya|хиджры|хиджра|по хиджре|hidschra|hedschra|hégira",
}

# Zero to ten written out. Persian نه is missing: alone it is rather "no" than nine.
NUMBERS: dict[str, str] = {
    "en": "zero, one, two, three, four, five, six, seven, eight, nine, ten",
    "fr": "zéro, un|une, deux, trois, quatre, cinq, six, sept, huit, neuf, dix",
    "es": "cero, uno|una|un, dos, tres, cuatro, cinco, seis, siete, ocho, nueve, diez",
    "pt": "zero, um|uma, dois|duas, três, quatro, cinco, seis, sete, oito, nove, dez",
    "de": "null, eins|ein|eine, zwei|zwo, drei, vier, fünf|fuenf, sechs, sieben, acht, neun, zehn",
    "uk": "нуль, один|одна, два|дві, три, чотири, п'ять, шість, сім, вісім, дев'ять, десять",
    "ru": "ноль|нуль, один|одна|одно, два|две, три, четыре, пять, шесть, семь, восемь, девять, десять",
    "tr": "sıfır, bir, iki, üç, dört, beş, altı, yedi, sekiz, dokuz, on",
    "ar": "صفر, واحد|واحدة, اثنان|اثنين|اتنين|تنين|سنتين|سنتان|عامين|عامان|شخصين|طفلين|ولدين,"
    " ثلاثة|ثلاث|تلاتة, أربعة|أربع, خمسة|خمس, ستة|ست, سبعة|سبع,"
    " ثمانية|ثماني|تمانية|ثمان, تسعة|تسع, عشرة|عشر",
    "fa": "صفر, یک, دو, سه, چهار|چار, پنج, شش, هفت, هشت, -, ده",
    "ps": "صفر, یو|یوه, دوه, درې, څلور, پنځه, شپږ, اووه, اته, نهه, لس",
    "ckb": "سفر, یەک, دوو, سێ, چوار, پێنج, شەش, حەوت, هەشت, نۆ, دە",
    "ku": "sifir, yek, du|didu, sê|sisê, çar, pênc, şeş, heft, heşt, neh, deh",
    "so": "eber, kow|hal|mid, laba, saddex, afar, shan, lix, toddoba|todoba, siddeed, sagaal, toban",
    "ti": "ዜሮ, ሓደ|ሓንቲ, ክልተ, ሰለስተ, ኣርባዕተ, ሓሙሽተ, ሽዱሽተ, ሸውዓተ, ሸሞንተ, ትሽዓተ, ዓሰርተ",
    "am": "ዜሮ, አንድ, ሁለት, ሶስት, አራት, አምስት, ስድስት, ሰባት, ስምንት, ዘጠኝ, አስር|አሥር",
    "sw": "sifuri, moja, mbili, tatu, nne, tano, sita, saba, nane, tisa, kumi",
    "hi": "शून्य, एक, दो, तीन, चार, पांच|पाँच, छह|छः, सात, आठ, नौ, दस",
    "ur": "صفر, ایک, دو, تین, چار, پانچ, چھ, سات, آٹھ, نو, دس",
    "zh": "零, 一, 二|两|兩, 三, 四, 五, 六, 七, 八, 九, 十",
}
MULTIPLES: dict[int, str] = {
    1_000: "k|thousand|mille|mil|tausend|tsd|duizend|dausend|tūkst|hiljada|hiljade|mii|хиляди|bin|тыс|тысяч|тысячи|тысяча"
    "|тис|тисяч|тисячі|тисяча|ألف|آلاف|الف|هزار|زره|هەزار|hezar|kun|ሽሕ|ሺህ|ሺ|हज़ार|হাজার|elfu|ہزار|千",
    10_000: "万|萬",
    100_000: "lakh|lac|लाख|লাখ|لاکھ|لک",
    1_000_000: "million|millions|millionen|mln|millón|millones|milhão|milhões|milion|milioane|милион|milyon|млн|миллион"
    "|миллиона|миллионов|мільйон|мільйона|мільйонів|مليون|ملايين|میلیون|ملیون|milyan",
}
# Between two numbers: from the one to the other, or either of them.
TO = "-|to|till|until|à|a|até|bis|tot|ila|iki|do|до|la|إلى|حتى|تا|تر|بۆ|heta|ilaa|ክሳብ|እስከ|से|থেকে|gushika|hadi|سے|到|至|დან|მდე"
OR = "or|ou|o|oder|of|ar|ili|или|або|чи|sau|veya|أو|یا|یان|an|ama|ወይ|ወይም|या|বা|canke|au|或|ან"
# Before the number of a choice.
NUMBER_SIGNS = (
    "no|nr|num|number|option|choice|answer|n°|numéro|choix|réponse|número|opción|opção|nummer|nº|antwort|wahl|numeris"
    "|broj|број|număr|номер|варіант|вариант|відповідь|ответ|№|#|numara|seçenek|رقم|الرقم|الخيار|خيار|شماره|گزینه|نمبر|ګڼه"
    "|شمېره|ژمارە|hejmar|hijmara|lambar|lambarka|ቁጽሪ|ቁጥር|नंबर|नम्बर|নম্বর|nambari|inomero|号|第|ნომერი"
)
# Between the choices of an answer that names several.
AND = "and|et|y|e|und|en|an|ir|i|и|și|ve|та|і|й|و|او|û|iyo|ን|ከምኡውን|እና|और|এবং|আর|na|اور|和|跟|და"

_SAME = {"kmr": "ku", "sdh": "ckb", "sh": "sr", "hr": "sr", "bs": "sr", "mo": "ro", "pes": "fa"}


def spellings(words: str) -> frozenset[str]:
    """The words of one of these lists, folded."""
    return frozenset(fold(word) for word in words.split("|"))


@lru_cache(maxsize=64)
def languages(code: str) -> tuple[str, ...]:
    """The tables to look into for a language code (BCP 47 or with underscores), its own first: fa_AF, then fa."""
    tag = code.replace("-", "_").lower()
    base = tag.split("_")[0]
    if base == "prs" or tag == "fa_af":
        return "fa_AF", "fa"
    return (_SAME.get(base, base),)
