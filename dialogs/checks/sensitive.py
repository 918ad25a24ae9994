"""Questions that ask for what law protects most: found by their words, so that somebody decides about them before a person meets them.

Article 9 of the GDPR (health, religion, beliefs, ethnic origin, sexual life and orientation), article 10 (criminal record), and what
the asylum procedure alone may ask (the reasons for a claim, the way here, persecution: directive 2013/32/EU, article 30). Stems are
the beginnings of words, without accents; a blank in one is any white space, `$` is its end. Words that also name an occupation or a
place of work are left out: this is a list of suspicions, and the shipped forms raise none.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from dialogs.reading.scripts import fold

BEFORE = r"(?:(?:و|ف|ب|ك|ک|ل)?(?:ال|لل)|[وبلفک]|l|d|qu|s)?"  # Arabic particles, the Romance article, fold takes the apostrophe


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """A protected subject, and the words it is known by in each language. What is said of it: faulttexts.PROTECTED, by its name."""

    name: str
    words: Mapping[str, str]


SUBJECTS = (
    Subject(
        "asylum",
        {
            "en": "asylum claim|asylum application|asylum interview|asylum case|reasons for flee|why did you leave|why you left|"
            "why did you flee|refugee status|residence permit|immigration status|legal status|undocumented|smuggler|deport",
            "fr": "demande dasile|entretien dasile|pourquoi avez-vous quitte|raisons de la fuite|titre de sejour|sans papiers|"
            "passeur|statut de refugie|statut juridique|expuls",
            "de": "asylantrag|asylgrund|asylgrunde|asylverfahren|anhorung|fluchtgrund|fluchtgrunde|aufenthaltstitel|"
            "aufenthaltsstatus|warum sind sie geflohen|abschieb|schleuser",
            "es": "solicitud de asilo|entrevista de asilo|por que huyo|motivos de la huida|permiso de residencia|"
            "estatus migratorio|sin papeles|traficante de personas|deport",
            "uk": "заява про притулок|надання притулку|чому ви втекли|причини втечі|посвідка на проживання|статус біженця|депорт",
            "ru": "ходатайство об убежище|предоставлени убежища|прошение об убежище|почему вы бежали|причины бегства|"
            "вид на жительство|статус беженца|депорт",
            "ar": "طلب اللجوء|مقابلة اللجوء|لماذا هربت|سبب اللجوء|أسباب اللجوء|تصريح الإقامة|وضع قانوني|مهرب|ترحيل",
            "fa": "درخواست پناهندگی|مصاحبه پناهندگی|پرونده پناهندگی|چرا فرار|دلیل فرار|اجازه اقامت|قاچاقچی|اخراج از کشور",
            "tr": "iltica basvurusu|siginma basvurusu|neden kactiniz|oturma izni|multeci statusu|kacakci|sinir disi",
            "it": "domanda di asilo|perche e fuggito|permesso di soggiorno|status di rifugiato|espulsione",
            "pt": "pedido de asilo|porque fugiu|autorizacao de residencia|estatuto de refugiado|deport",
        },
    ),
    Subject(
        "persecution",
        {
            "en": "persecut|tortur|trauma|imprison|detained|were you in prison|raped|sexual violence|abuse|trafficked|route to europe|"
            "how did you cross|political opinion|political part",
            "fr": "persecut|tortur|traumatis|emprisonn|violence sexuelle|violences sexuelles|viol$|opinions politiques|parti politique",
            "de": "verfolgung|verfolgt|folter|gefoltert|trauma|inhaftiert|vergewaltig|sexuelle gewalt|politische meinung|politische partei",
            "es": "persecu|persegu|tortur|trauma|encarcel|violacion|violencia sexual|opinion politica|partido politico",
            "uk": "переслідуван|катуван|травмат|увʼязнен|ув'язнен|згвалтуван|сексуальне насильство|політичні погляди",
            "ru": "преследован|пытк|травмат|изнасилован|сексуальное насилие|политические взгляды|заключени под стражу",
            "ar": "اضطهاد|تعذيب|صدمة نفسية|اغتصاب|عنف جنسي|رأي سياسي|حزب سياسي|اعتقال|سجنت",
            "fa": "آزار و اذیت|شکنجه|تجاوز جنسی|خشونت جنسی|عقیده سیاسی|حزب سیاسی|بازداشت شد|زندانی شد",
            "tr": "zulum|iskence|travma|hapsedil|tecavuz|cinsel siddet|siyasi goru|siyasi parti",
            "it": "persecuz|persegui|tortur|trauma|incarcer|stupr|violenza sessuale|opinione politica",
            "pt": "perseguic|tortur|trauma|violacao|violencia sexual|opiniao politica|partido politico",
        },
    ),
    Subject(
        "health",
        {
            "en": "your health|health problem|health condition|medical condition|medical history|illness|disease|disabilit|disabled|"
            "pregnan|hiv|hepatitis|tuberculosis|covid|vaccin|diagnos|medication|mental health|depress|suicid|chronic|drug use|alcohol",
            "fr": "votre sante|probleme de sante|problemes de sante|etat de sante|maladie|handicap|enceinte|grossesse|vih|hepatite|"
            "tuberculose|vaccin|diagnosti|medicament|sante mentale|depress|suicid|chronique|drogue|alcool",
            "de": "ihre gesundheit|gesundheitlich|gesundheitszustand|gesundheitsproblem|krankheit|behinder|schwanger|hepatitis|"
            "tuberkulose|impfung|geimpft|diagnose|medikament|psychisch|depress|suizid|chronisch|drogen|alkohol",
            "es": "su salud|tu salud|problema de salud|problemas de salud|estado de salud|enfermedad|discapac|embaraz|vih|hepatitis|"
            "tuberculosis|vacuna|diagnostic|medicament|salud mental|depresi|suicid|cronic|drogas|alcohol",
            "uk": "ваше здоров|стан здоров|проблеми зі здоров|хвороб|захворюван|інвалідн|вагітн|віл-|гепатит|туберкульоз|щеплен|"
            "діагноз|психічн|депрес|суїцид|хронічн|наркотик|алкогол",
            "ru": "ваше здоров|состояни здоров|состояние здоров|проблемы со здоров|болезн|заболеван|инвалидн|беремен|вич-|гепатит|"
            "туберкул|прививк|диагноз|психическ|депресс|суицид|хроническ|наркотик|алкогол",
            "ar": "صحتك|حالتك الصحية|مشكلة صحية|مشاكل صحية|أمراض|مرض مزمن|إعاقة|معاق|فترة حمل|التهاب الكبد|السل الرئوي|"
            "تشخيص|الصحة النفسية|اكتئاب|إيدز|مخدرات",
            "fa": "سلامتی شما|وضعیت سلامت|مشکل سلامتی|بیماری|معلول|باردار|حاملگی|هپاتیت|تشخیص پزشک|سلامت روان|افسردگی|ایدز|مواد مخدر",
            "tr": "sagliginiz|saglik sorun|saglik durum|hastalig|engelli|hamile|gebelik|hiv|hepatit|verem|asi oldu|teshis|"
            "ruh sagligi|depresyon|intihar|kronik|uyusturucu|alkol",
            "it": "sua salute|tua salute|problemi di salute|stato di salute|malatti|disabil|incinta|gravidanza|hiv|epatite|"
            "tubercolosi|vaccin|diagnosi|salute mentale|depress|suicid|cronic|droghe|alcol",
            "pt": "sua saude|problemas de saude|estado de saude|doenca|deficiencia|gravida|hepatite|tuberculose|vacina|diagnostico|"
            "saude mental|depress|suicid|cronic|drogas|alcool",
        },
    ),
    Subject(
        "religion",
        {
            "en": "religio|your faith|christian|muslim|jewish|hindu|sunni|shia|atheis|do you pray|church|mosque",
            "fr": "religi|votre foi|chretien|musulman|juif|juive|hindou|sunnite|chiite|athee|priez|eglise|mosquee",
            "de": "religi|konfession|glauben sie|christlich|muslim|judisch|hindu|sunnit|schiit|atheis|beten sie|kirche|moschee",
            "es": "religi|su fe|cristian|musulman|judi|hindu|sunita|sunni|chiita|ateo|atea|iglesia|mezquita",
            "uk": "релігі|віросповідан|християн|мусульман|іуде|єврей|суніт|шиїт|атеїст|церкв|мечет",
            "ru": "религи|вероисповедан|христиан|мусульман|иудей|еврей|суннит|шиит|атеист|церков|мечет",
            "ar": "ديانة|ديانتك|دينك|ديني|مسيحي|مسلم|يهودي|سني|شيعي|ملحد|كنيسة|مسجد|طائفة",
            "fa": "دین شما|مذهب|مسیحی|مسلمان|یهودی|سنی|شیعه|بهایی|بی‌خدا|کلیسا|مسجد",
            "tr": "dininiz|dini inan|dinsel|mezhep|hristiyan|musluman|yahudi|sunni|alevi|ateist|kilise|cami",
            "it": "religi|sua fede|cristian|musulman|ebre|sunnit|sciit|ateo|chiesa|moschea",
            "pt": "religi|sua fe|crista|muculman|judeu|judia|sunita|xiita|ateu|igreja|mesquita",
        },
    ),
    Subject(
        "ethnic",
        {
            "en": "ethnic|your race|racial|tribe|your clan|skin colour|skin color|caste",
            "fr": "ethni|votre race|racial|tribu$|votre clan|couleur de peau|caste",
            "de": "ethni|rasse|volksgruppe|stammeszugehor|clan|hautfarbe",
            "es": "etni|su raza|racial|tribu$|su clan|color de piel",
            "uk": "етніч|раса|расов|племен|клан|колір шкіри",
            "ru": "этнич|раса|расов|племен|клан|цвет кожи",
            "ar": "عرق|عرقي|إثني|قبيلة|عشيرة|لون البشرة",
            "fa": "قومی|قومیت|نژاد|قبیله|طایفه|رنگ پوست",
            "tr": "etnik|irkiniz|irksal|kabile|asiret|ten rengi",
            "it": "etni|razza|razzial|tribu$|colore della pelle",
            "pt": "etnia|etnic|raca|racial|tribo|cla$|cor da pele",
        },
    ),
    Subject(
        "sexual",
        {
            "en": "sexual orient|sexuality|sexual identity|gender identity|homosexual|heterosexual|lesbian|bisexual|transgender|lgbt|"
            "are you gay",
            "fr": "orientation sexuelle|identite de genre|identite sexuelle|homosexuel|heterosexuel|lesbien|bisexuel|transgenre|lgbt",
            "de": "sexuelle orient|sexualitat|geschlechtsidentitat|homosexuell|heterosexuell|lesbisch|bisexuell|transgender|lgbt|schwul",
            "es": "orientacion sexual|identidad de genero|homosexual|heterosexual|lesbian|bisexual|transgenero|lgbt",
            "uk": "сексуальна орієнт|сексуальну орієнт|гендерн ідентичн|гендерна ідентичн|гомосексуал|лесбі|бісексуал|трансгендер|лгбт",
            "ru": "сексуальная орие|сексуальную орие|гендерная идент|гомосексуал|лесби|бисексуал|трансгендер|лгбт",
            "ar": "توجه جنسي|ميول جنسية|ميولك الجنسية|هوية جنسية|مثلي|مثلية|متحول جنسيا|مزدوج الميل",
            "fa": "گرایش جنسی|هویت جنسی|همجنسگرا|همجنس‌گرا|دوجنسگرا|ترنسجندر|تراجنسیتی",
            "tr": "cinsel yonelim|cinsel kimlik|cinsiyet kimligi|escinsel|lezbiyen|biseksuel|transseksuel|lgbt",
            "it": "orientamento sessuale|identita di genere|omosessual|lesbic|bisessual|transgender|lgbt",
            "pt": "orientacao sexual|identidade de genero|homossexual|lesbica|bissexual|transgenero|lgbt",
        },
    ),
    Subject(
        "criminal",
        {
            "en": "criminal|convict|police record|arrested|offence|offense",
            "fr": "casier judiciaire|condamn|criminel|arrete par la police|delit",
            "de": "vorstrafe|vorbestraft|fuhrungszeugnis|verurteilt|straftat|verhaftet",
            "es": "antecedentes penales|antecedentes policiales|condenad|delito|detenido por la policia",
            "uk": "судиміст|засуджен|злочин|заарештован|кримінальн",
            "ru": "судимост|осужден|преступлен|арестован|уголовн",
            "ar": "سجل جنائي|سوابق|أدانتك|جريمة|جنائي",
            "fa": "سابقه کیفری|سوء پیشینه|محکوم شده|جرم|بازداشت پلیس",
            "tr": "sabika|adli sicil|hukum giy|suc isled|tutuklan",
            "it": "precedenti penali|casellario|condannat|reato|arrestat",
            "pt": "antecedentes criminais|registo criminal|condenad|crime",
        },
    ),
)


def subjects(language: str, text: str) -> Iterator[tuple[Subject, str]]:
    """The subjects that a text in a language seems to touch, each with the first word that says so."""
    folded = fold(text)
    for subject in SUBJECTS:
        stems = _stems(subject, language.partition("_")[0])
        if stems and (found := stems.search(folded)):
            yield subject, found[1]


@cache
def _stems(subject: Subject, language: str) -> re.Pattern[str] | None:
    words = subject.words.get(language)
    if not words:
        return None
    stems = "|".join(
        re.escape(fold(word.rstrip("$"))).replace(r"\ ", r"\s+") + (r"(?!\w)" if word[-1] == "$" else "")
        for word in words.split("|")
    )
    return re.compile(rf"(?<!\w){BEFORE}({stems})")
