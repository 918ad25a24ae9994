"""What the demo's programmes offer: courses, workshops, meetings, events, in the words of those who are to read of them. All invented."""

from dataclasses import dataclass

from dialogs.events import Place
from dialogs.workshops.values import Spot

HALL = Spot("Harbour house, big room", "4, rue du Port, Esch", Place(49.4958, 5.9806))
HILL = Spot("House on the hill, room 2", "11, rue du Moulin, Ettelbruck", Place(49.8475, 6.1042))
SCHOOL = Spot("Springboard, first floor", "Saarstraße 21, Trier", Place(49.7499, 6.6371))


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """`day` counts from today, 0; `hour` and `minute` on the clock of the place. `people` sign up, `before` so many days ago."""

    kind: str
    programme: str
    day: int
    hour: int
    minutes: int
    titles: dict[str, str]
    about: dict[str, str]
    bring: dict[str, str]
    spot: Spot
    people: int
    before: int
    capacity: int = 0
    rule: str = ""
    whole: bool = False
    discreet: bool = False
    enough: int = 0
    languages: tuple[str, ...] = ("fr",)
    interpreters: tuple[str, ...] = ()
    trainer: str = ""
    form: str = ""
    feedback: str = ""
    state: str = "open"


EVERYBODY = ("ar", "uk", "fa_AF", "fa", "tr", "ru", "en", "es", "de")
GERMAN, COMPUTER, CV, JOBS, ADVICE, ASYLUM, AFTER, INTERVIEW, LICENCE = (
    "german",
    "computer",
    "cv",
    "jobs",
    "advice",
    "asylum",
    "after",
    "interview",
    "licence",
)

OFFERS = {
    GERMAN: Offer(
        kind="course",
        programme="springboard",
        day=-27,
        hour=18,
        minutes=90,
        rule="FREQ=WEEKLY;COUNT=10",
        whole=True,
        capacity=8,
        enough=70,
        languages=("de", "en"),
        interpreters=EVERYBODY,
        trainer="Frau Ahorn",
        spot=SCHOOL,
        people=11,
        before=29,
        titles={
            "en": "German for work, A1",
            "fr": "L’allemand pour le travail, A1",
            "uk": "Німецька для роботи, A1",
            "ar": "اللغة الألمانية للعمل، المستوى A1",
            "fa_AF": "زبان آلمانی برای کار، A1",
            "fa": "آلمانی برای کار، A1",
            "tr": "İş için Almanca, A1",
            "ru": "Немецкий для работы, A1",
            "de": "Deutsch für den Beruf, A1",
            "es": "Alemán para el trabajo, A1",
        },
        about={
            "en": "Ten evenings. We speak from the first hour on.",
            "de": "Zehn Abende. Wir sprechen von der ersten Stunde an.",
            "uk": "Десять вечорів. Говоримо з першої години.",
            "ar": "عشر أمسيات. نتحدث منذ الساعة الأولى.",
        },
        bring={"en": "A pen and paper", "de": "Stift und Papier", "ar": "قلم وورق", "uk": "Ручку й папір"},
    ),
    COMPUTER: Offer(
        kind="group",
        programme="harbour",
        day=-6,
        hour=14,
        minutes=120,
        capacity=10,
        enough=100,
        feedback="workshop_feedback",
        interpreters=EVERYBODY,
        trainer="Claude",
        spot=HALL,
        people=9,
        before=12,
        titles={
            "en": "First steps at the computer",
            "fr": "Premiers pas sur l’ordinateur",
            "uk": "Перші кроки за комп’ютером",
            "ar": "الخطوات الأولى على الحاسوب",
            "fa_AF": "قدم‌های اول با کمپیوتر",
            "fa": "گام‌های نخست با رایانه",
            "tr": "Bilgisayarda ilk adımlar",
            "ru": "Первые шаги за компьютером",
            "de": "Erste Schritte am Computer",
            "es": "Primeros pasos con el ordenador",
        },
        about={
            "en": "Writing a letter, finding a page, having an e-mail address.",
            "fr": "Écrire une lettre, trouver une page.",
        },
        bring={},
    ),
    CV: Offer(
        kind="group",
        programme="harbour",
        day=1,
        hour=10,
        minutes=120,
        capacity=12,
        form="workshop_signup",
        feedback="workshop_feedback",
        interpreters=EVERYBODY,
        trainer="Claude",
        spot=HALL,
        people=11,
        before=4,
        titles={
            "en": "Writing a CV",
            "fr": "Écrire un CV",
            "uk": "Як написати резюме",
            "ar": "كتابة السيرة الذاتية",
            "fa_AF": "نوشتن خلص سوانح",
            "fa": "نوشتن رزومه",
            "tr": "Özgeçmiş yazmak",
            "ru": "Как написать резюме",
            "de": "Einen Lebenslauf schreiben",
            "es": "Escribir un currículum",
        },
        about={
            "en": "We write your CV together, and you take it home.",
            "fr": "Nous écrivons votre CV ensemble, et vous l’emportez.",
            "uk": "Напишемо ваше резюме разом, і ви заберете його додому.",
            "ar": "نكتب معًا سيرتك الذاتية وتأخذها معك إلى البيت.",
            "de": "Wir schreiben den Lebenslauf zusammen.",
        },
        bring={
            "en": "Papers about your work, if you have any",
            "fr": "Des papiers sur votre travail, si vous en avez",
            "uk": "Документи про роботу, якщо є",
            "ar": "أوراق عن عملك إن وجدت",
        },
    ),
    JOBS: Offer(
        kind="jobs",
        programme="harbour",
        day=9,
        hour=14,
        minutes=180,
        interpreters=EVERYBODY,
        spot=HALL,
        people=20,
        before=8,
        titles={
            "en": "Meet ten employers",
            "fr": "Rencontrer dix employeurs",
            "uk": "Зустріч із десятьма роботодавцями",
            "ar": "لقاء مع عشرة أصحاب عمل",
            "fa_AF": "دیدار با ده کارفرما",
            "fa": "دیدار با ده کارفرما",
            "tr": "On işverenle tanışma",
            "ru": "Встреча с десятью работодателями",
            "de": "Zehn Betriebe kennenlernen",
            "es": "Conocer a diez empresas",
        },
        about={"en": "Building, care, kitchens, shops: ask them yourself.", "fr": "Bâtiment, soins, cuisine, commerce."},
        bring={"en": "Your CV, if you have one", "fr": "Votre CV, si vous en avez un"},
    ),
    ADVICE: Offer(
        kind="meeting",
        programme="lighthouse",
        day=2,
        hour=9,
        minutes=45,
        rule="FREQ=DAILY;COUNT=6",
        capacity=1,
        interpreters=EVERYBODY,
        trainer="Karim",
        spot=HILL,
        people=4,
        before=5,
        titles={
            "en": "Advice about work",
            "fr": "Conseil sur le travail",
            "uk": "Консультація про роботу",
            "ar": "استشارة حول العمل",
            "fa_AF": "مشوره در باره کار",
            "fa": "مشاوره درباره کار",
            "tr": "İş danışmanlığı",
            "ru": "Консультация о работе",
            "de": "Beratung zur Arbeit",
            "es": "Asesoría sobre el trabajo",
        },
        about={"en": "You alone with an adviser. Choose a day.", "ar": "أنت وحدك مع المستشار. اختر يومًا."},
        bring={},
    ),
    ASYLUM: Offer(
        kind="info",
        programme="lighthouse",
        day=3,
        hour=15,
        minutes=90,
        capacity=30,
        languages=("ar",),
        interpreters=("uk",),
        trainer="Karim",
        spot=HILL,
        people=9,
        before=7,
        titles={
            "en": "When may I work?",
            "ar": "متى يُسمح لي بالعمل؟",
            "uk": "Коли мені можна працювати?",
        },
        about={
            "en": "Permits, waiting times, contracts. Questions are welcome.",
            "ar": "التصاريح ومدد الانتظار والعقود. أسئلتكم مرحب بها.",
            "uk": "Дозволи, строки, договори. Ставте запитання.",
        },
        bring={"ar": "بطاقة الهوية", "uk": "Посвідчення", "en": "Your card"},
    ),
    AFTER: Offer(
        kind="group",
        programme="lighthouse",
        day=4,
        hour=16,
        minutes=90,
        capacity=6,
        discreet=True,
        interpreters=EVERYBODY,
        trainer="Dr. Ahorn",
        spot=HILL,
        people=5,
        before=6,
        titles={
            "en": "Sleeping better after hard times",
            "fr": "Mieux dormir après des temps difficiles",
            "uk": "Краще спати після важких часів",
            "ar": "نوم أفضل بعد أوقات صعبة",
            "fa_AF": "خواب بهتر بعد از روزهای سخت",
            "fa": "خواب بهتر پس از روزهای سخت",
            "tr": "Zor zamanlardan sonra daha iyi uyumak",
            "ru": "Лучше спать после трудных времён",
            "de": "Besser schlafen nach schweren Zeiten",
            "es": "Dormir mejor después de tiempos difíciles",
        },
        about={"en": "A small group. Nobody has to speak.", "ar": "مجموعة صغيرة. لا أحد مجبر على الكلام."},
        bring={},
    ),
    INTERVIEW: Offer(
        kind="group",
        programme="springboard",
        day=5,
        hour=9,
        minutes=120,
        capacity=4,
        languages=("de",),
        interpreters=("en", *EVERYBODY),
        spot=SCHOOL,
        people=7,
        before=5,
        titles={
            "en": "Practising a job interview",
            "fr": "S’exercer à l’entretien d’embauche",
            "uk": "Тренуємо співбесіду",
            "ar": "التدرب على مقابلة العمل",
            "fa_AF": "تمرین مصاحبه کاری",
            "fa": "تمرین مصاحبهٔ شغلی",
            "tr": "İş görüşmesi alıştırması",
            "ru": "Тренируем собеседование",
            "de": "Ein Vorstellungsgespräch üben",
            "es": "Practicar una entrevista de trabajo",
        },
        about={"en": "Each one practises once, with the others listening.", "de": "Alle üben einmal, die anderen hören zu."},
        bring={},
    ),
    LICENCE: Offer(
        kind="info",
        programme="harbour",
        day=14,
        hour=17,
        minutes=60,
        spot=HALL,
        people=0,
        before=1,
        state="draft",
        titles={"en": "Your driving licence: which one counts here?", "fr": "Votre permis de conduire: lequel compte ici?"},
        about={"en": "Somebody from the ministry answers questions."},
        bring={},
    ),
}
