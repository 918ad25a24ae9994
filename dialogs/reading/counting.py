"""Numbers written out from 0 to 99, halves, and what may stand beside them, for `numerals`.

Built from `words.NUMBERS` (0 to 10) and the tables here. Case, accents, hyphens and kindred letters do not matter.
"""

from collections.abc import Iterator
from itertools import product

from dialogs.reading.scripts import fold
from dialogs.reading.words import NUMBERS, spellings

TEENS: dict[str, str] = {
    "en": "eleven, twelve, thirteen, fourteen, fifteen, sixteen, seventeen, eighteen, nineteen",
    "fr": "onze, douze, treize, quatorze, quinze, seize, dix sept, dix huit, dix neuf",
    "es": "-, doce, trece, catorce, quince, dieciséis, diecisiete, dieciocho, diecinueve",
    "de": "elf, zwölf|zwoelf, dreizehn, vierzehn, fünfzehn|fuenfzehn, sechzehn, siebzehn, achtzehn, neunzehn",
    "uk": "одинадцять, дванадцять, тринадцять, чотирнадцять, п'ятнадцять, шістнадцять, сімнадцять, вісімнадцять, дев'ятнадцять",
    "ru": "одиннадцать, двенадцать, тринадцать, четырнадцать, пятнадцать, шестнадцать, семнадцать, восемнадцать, девятнадцать",
    "tr": "on bir, on iki, on üç, on dört, on beş, on altı, on yedi, on sekiz, on dokuz",
    "ar": "أحد عشر|إحدى عشرة|حداعش|احدعش, اثنا عشر|اثني عشر|اثنتا عشرة|اطنعش|اتناعش, ثلاثة عشر|ثلاث عشرة|تلتاعش|تلطعش,"
    " أربعة عشر|أربع عشرة|أربعتاعش|أربعطعش, خمسة عشر|خمس عشرة|خمستاعش|خمسطعش, ستة عشر|ست عشرة|ستاعش|ستطعش,"
    " سبعة عشر|سبع عشرة|سبعتاعش|سبعطعش, ثمانية عشر|ثماني عشرة|تمنتاعش|تمنطعش, تسعة عشر|تسع عشرة|تسعتاعش|تسعطعش",
    "fa": "یازده, دوازده, سیزده, چهارده, پانزده|پونزده, شانزده|شونزده, هفده|هیفده, هجده|هژده|هیجده, نوزده",
}
TENS: dict[str, str] = {
    "en": "twenty, thirty, forty|fourty, fifty, sixty, seventy, eighty, ninety",
    "fr": "vingt, trente, quarante, cinquante, soixante, soixante dix|septante, quatre vingt|quatre vingts, quatre vingt dix|nonante",
    "es": "veinte, treinta, cuarenta, cincuenta, sesenta, setenta, ochenta, noventa",
    "de": "zwanzig, dreißig|dreissig, vierzig, fünfzig|fuenfzig, sechzig, siebzig, achtzig, neunzig",
    "uk": "двадцять, тридцять, сорок, п'ятдесят, шістдесят, сімдесят, вісімдесят, дев'яносто",
    "ru": "двадцать, тридцать, сорок, пятьдесят, шестьдесят, семьдесят, восемьдесят, девяносто",
    "tr": "yirmi, otuz, kırk, elli, altmış, yetmiş, seksen, doksan",
    "ar": "عشرون|عشرين, ثلاثون|ثلاثين|تلاتين, أربعون|أربعين, خمسون|خمسين, ستون|ستين, سبعون|سبعين, ثمانون|ثمانين|تمانين, تسعون|تسعين",
    "fa": "بیست, سی, چهل, پنجاه, شصت, هفتاد, هشتاد, نود",
}
_TOGETHER: dict[str, str] = {  # how tens and units are put together
    "en": "{tens} {unit}",
    "fr": "{tens} {unit}|{tens} et {unit}",
    "es": "{tens} y {unit}",
    "de": "{unit}und{tens}",
    "uk": "{tens} {unit}",
    "ru": "{tens} {unit}",
    "tr": "{tens} {unit}",
    "ar": "{unit} و{tens}",
    "fa": "{tens} و {unit}|{tens} {unit}",
}
_SPANISH_TWENTIES = "veintiuno|veintiún|veintiuna, veintidós, veintitrés, veinticuatro, veinticinco, veintiséis, veintisiete,"
_SPANISH_TWENTIES += " veintiocho, veintinueve"
# These count beside what is counted only: alone they are English for one time, and Persian for no.
WITH_UNIT = {"once": [11], "نه": [9]}

UNITS = (
    "year|years|month|months|week|weeks|day|days|hour|hours|person|persons|people|child|children|kid|kids|years old"
    "|an|ans|année|années|mois|semaine|semaines|jour|jours|heure|heures|personne|personnes|enfant|enfants"
    "|año|años|mes|meses|semana|semanas|día|días|hora|horas|persona|personas|hijo|hijos|hija|hijas|niño|niños"
    "|jahr|jahre|jahren|monat|monate|monaten|woche|wochen|tag|tage|tagen|stunde|stunden|person|personen|leute|kind|kinder"
    "|yıl|yıldır|sene|senedir|ay|aydır|hafta|gün|saat|kişi|kişiyiz|çocuk|tane|yaşında|yaşındayım"
    "|рік|роки|років|місяць|місяці|місяців|тиждень|тижні|тижнів|день|дні|днів|година|години|годин|людина|людини|людей|осіб"
    "|особи|дитина|дитини|дітей|год|года|лет|месяц|месяца|месяцев|неделя|недели|недель|дня|дней|час|часа|часов|человек|человека"
    "|ребёнок|ребёнка|детей|سنة|سنوات|سنين|عام|عاما|أعوام|شهر|أشهر|شهور|أسبوع|أسابيع|يوم|أيام|ساعة|ساعات|شخص|أشخاص|طفل|أطفال"
    "|ولد|أولاد|سال|ساله|سالم|ماه|هفته|روز|ساعت|نفر|نفره|نفریم|تا|بچه|فرزند|طفل|اولاد|کال|کاله|کلن|میاشت|ورځ|کس|کسان"
)
ABOUT = (
    "about|around|approximately|roughly|maybe|only|environ|à peu près|peut être|seulement|alrededor de|aproximadamente"
    "|más o menos|unos|unas|solo|ungefähr|etwa|circa|ca|vielleicht|nur|yaklaşık|aşağı yukarı|belki|sadece|приблизно|близько|десь"
    "|тільки|примерно|около|где то|только|حوالي|تقريبا|حدود|حدودا|شاید|فقط|شاوخوا"
)
HALVES = (
    "and a half|and half|et demi|et demie|y medio|y media|einhalb|und ein halb|buçuk|з половиною|з половиной|с половиной"
    "|и половина|і половина|ونصف|و نصف|ونص|و نص|و نیم|ونیم|نیم"
)


def written_out() -> dict[str, list[int]]:
    """{folded words: the numbers they may mean}, of every language that has words for numbers."""
    found: dict[str, list[int]] = {}
    for number, words in _all():
        spelled = spellings(words) - {""}
        for word in spelled | {word.replace(" ", "") for word in spelled}:  # onbeş, بیست‌وپنج
            if number not in found.setdefault(word, []):
                found[word].append(number)
    return found


def _all() -> Iterator[tuple[int, str]]:
    for line in NUMBERS.values():
        yield from enumerate(line.split(", "))
    for line in TEENS.values():
        yield from enumerate(line.split(", "), 11)
    for language, line in TENS.items():
        for tens, words in enumerate(line.split(", "), 2):
            yield 10 * tens, words
            yield from _beyond(language, tens, words)
    yield from enumerate(_SPANISH_TWENTIES.split(", "), 21)
    for tens, words in ((6, "soixante"), (8, "quatre vingt")):
        for teen, spelled in enumerate(TEENS["fr"].split(", "), 11):
            yield 10 * tens + teen, f"{words} {spelled}|{words} et {spelled}"


def _beyond(language: str, tens: int, words: str) -> Iterator[tuple[int, str]]:
    """Twenty-one to twenty-nine, and so on."""
    units = NUMBERS[language].split(", ")
    for unit in range(1, 10):
        spelled = "نه" if units[unit] == "-" else units[unit]
        ways = product(_TOGETHER[language].split("|"), words.split("|"), spelled.split("|"))
        yield 10 * tens + unit, "|".join(way.format(tens=fold(ten), unit=fold(one)) for way, ten, one in ways)
