"""What the demo's people are made of: programmes, names, towns and words, all invented, in each of the ten languages of people."""

from collections.abc import Mapping
from dataclasses import dataclass

from dialogs.known import Programme


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """People of one language. `women` and `men` are given names; `country` codes; `work` is told in the form's open question;
    `lost` is what somebody writes who does not understand.
    """

    women: tuple[str, ...]
    men: tuple[str, ...]
    family: tuple[str, ...]
    towns: tuple[str, ...]
    country: tuple[str, ...]
    work: tuple[str, ...]
    lost: tuple[str, ...]
    broadcast: str


TONGUES: Mapping[str, Tongue] = {
    "en": Tongue(
        women=("Blessing", "Grace", "Selam", "Wanjiru", "Adaeze", "Mercy"),
        men=("Emmanuel", "Kwame", "Biniam", "Chidi", "Samuel", "Tesfay"),
        family=("Okonjo", "Mensahra", "Habtemar", "Ndeleko", "Abubakari", "Tekleab"),
        towns=("Esch", "Differdange", "Dudelange", "Luxembourg", "Ettelbruck"),
        country=("ER", "NG", "ET", "SO"),
        work=("I repaired motorbikes with my uncle.", "I sold vegetables in the market.", "I taught small children to read."),
        lost=("I do not get it", "what do you mean by that", "please somebody call me"),
        broadcast="On Thursday at 18:00 there is a workshop about writing a CV, in the big room. Children are welcome.",
    ),
    "fr": Tongue(
        women=("Aminata", "Fatoumata", "Divine", "Solange", "Mariama", "Espérance"),
        men=("Ibrahima", "Jean-Bosco", "Moussa", "Patrice", "Sékou", "Alphonse"),
        family=("Diabaté-Kourou", "Nshimiye", "Kabongola", "Bahé", "Tounkaré", "Mbuyamba"),
        towns=("Esch", "Pétange", "Luxembourg, près de la gare", "Ettelbruck", "Wiltz"),
        country=("CM", "CD", "GN", "ML"),
        work=("J’ai tenu une petite boutique.", "Je faisais des robes pour les mariages.", "J’ai conduit un taxi à moto."),
        lost=("je ne comprends pas", "c’est quoi la question", "appelez-moi svp"),
        broadcast="Jeudi à 18 h, il y a un atelier pour écrire un CV, dans la grande salle. Les enfants sont les bienvenus.",
    ),
    "uk": Tongue(
        women=("Галина", "Оксана", "Марія", "Ірина", "Соломія", "Людмила"),
        men=("Андрій", "Богдан", "Тарас", "Микола", "Юрій", "Остап"),
        family=("Верболозенко", "Криничук", "Гайдабурець", "Степовенко", "Лозовчук", "Мальвенко"),
        towns=("Люксембург", "Еш", "Дюделанж", "Віц", "Ремих"),
        country=("UA",),
        work=("Працювала бухгалтеркою на заводі.", "Лагодив трактори в селі.", "Вчила дітей музики."),
        lost=("не розумію", "що саме ви питаєте", "подзвоніть мені"),
        broadcast="У четвер о 18:00 у великій залі буде заняття про те, як написати резюме. Приходьте з дітьми.",
    ),
    "ar": Tongue(
        women=("ليلى", "ريم", "هبة", "نور", "سلمى", "رنا"),
        men=("يوسف", "عمر", "خالد", "سامر", "بلال", "حسن"),
        family=("الياسمينة", "النهرواني", "البستاني", "الزيتونة", "المرجاني", "القنديل"),
        towns=("إيش", "لوكسمبورغ", "ديفردانج", "إتلبروك", "بيتانج"),
        country=("SY", "IQ", "SD", "PS"),
        work=("كنت أخيط الملابس في البيت", "عملت نجارا مع أبي", "كنت أدرس الرياضيات"),
        lost=("ما فهمت", "ماذا تقصدون", "اتصلوا بي من فضلكم"),
        broadcast="يوم الخميس الساعة 18:00 ورشة عن كتابة السيرة الذاتية في القاعة الكبيرة. الأطفال مرحب بهم.",
    ),
    "fa_AF": Tongue(
        women=("زهرا", "مرضیه", "فرشته", "لیلما", "شکریه", "پروانه"),
        men=("ذبیح", "نجیب", "فرهاد", "همایون", "عبدالله", "میرویس"),
        family=("کوهستان‌زاده", "چنارپور", "باغبان‌نیا", "دریاخیل", "سپیدارزی", "انارگل"),
        towns=("لوکزامبورگ", "ایش", "دودلانژ", "ویلتس", "اتلبروک"),
        country=("AF",),
        work=("در خانه قالین می‌بافتم", "در نانوایی کار کردم", "موتر ترمیم می‌کردم"),
        lost=("نفهمیدم", "این چه معنا دارد", "لطفا زنگ بزنید"),
        broadcast="روز پنجشنبه ساعت ۱۸:۰۰ در سالون کلان یک ورکشاپ در باره نوشتن خلص سوانح است. اطفال هم خوش آمدید.",
    ),
    "fa": Tongue(
        women=("مهسا", "نگار", "شیرین", "الهام", "ترانه", "سپیده"),
        men=("آرش", "کاوه", "سینا", "بهنام", "داریوش", "امید"),
        family=("سروستانی‌فر", "نارنجیان", "دماوندپور", "کبوتریان", "زاینده‌نیا", "شمعدانی"),
        towns=("لوکزامبورگ", "اش", "دیفردانژ", "رمیش", "مرش"),
        country=("IR",),
        work=("طراح گرافیک بودم", "در یک داروخانه کار می‌کردم", "برق‌کار ساختمان بودم"),
        lost=("متوجه نمی‌شوم", "منظورتان چیست", "لطفا با من تماس بگیرید"),
        broadcast="پنجشنبه ساعت ۱۸:۰۰ در سالن بزرگ کارگاه نوشتن رزومه برگزار می‌شود. همراه داشتن کودکان مانعی ندارد.",
    ),
    "tr": Tongue(
        women=("Elif", "Zeynep", "Hatice", "Şirin", "Dilan", "Gülay"),
        men=("Mehmet", "Baran", "Yusuf", "Serkan", "Rojhat", "Çetin"),
        family=("Gökpınarlı", "Yelkovan", "Dağçiçeği", "Ormanoğlu", "Kuşkanat", "Suyolcu"),
        towns=("Esch", "Lüksemburg", "Diekirch", "Mersch", "Wiltz"),
        country=("TR",),
        work=("Fırında ekmek yaptım.", "Tekstil atölyesinde dikiş diktim.", "Köyde hayvanlara baktım."),
        lost=("anlamadım", "ne demek bu", "beni arar mısınız"),
        broadcast="Perşembe günü saat 18.00’de büyük salonda özgeçmiş yazma atölyesi var. Çocuklar da gelebilir.",
    ),
    "ru": Tongue(
        women=("Анна", "Наталья", "Мадина", "Светлана", "Зарема", "Вера"),
        men=("Игорь", "Руслан", "Аслан", "Павел", "Тимур", "Дмитрий"),
        family=("Озёрнова", "Берёзкина", "Ковыльный", "Горцаева", "Рябинушкин", "Полынова"),
        towns=("Люксембург", "Эш", "Петанж", "Дикирх", "Вильц"),
        country=("RU", "AM", "GE", "UA"),
        work=("Работала медсестрой в больнице.", "Водил грузовик.", "Шила одежду на заказ."),
        lost=("не понял вопрос", "что вы имеете в виду", "позвоните мне"),
        broadcast="В четверг в 18:00 в большом зале занятие о том, как написать резюме. Можно прийти с детьми.",
    ),
    "de": Tongue(
        women=("Rukiye", "Semhar", "Leyla", "Nadia", "Hanan", "Mirjeta"),
        men=("Abdi", "Goran", "Milad", "Yasin", "Ferhat", "Arben"),
        family=("Weidenbach", "Steinlauf", "Kornsand", "Birkenheim", "Moosgrund", "Ahornsee"),
        towns=("Esch", "Luxemburg", "Grevenmacher", "Echternach", "Remich"),
        country=("SY", "AF", "IQ", "TR"),
        work=("Ich habe in einer Bäckerei geholfen.", "Ich habe Fliesen gelegt.", "Ich habe alte Menschen gepflegt."),
        lost=("ich verstehe das nicht", "was ist gemeint", "bitte rufen Sie mich an"),
        broadcast="Am Donnerstag um 18 Uhr gibt es im großen Saal einen Workshop zum Lebenslauf. Kinder sind willkommen.",
    ),
    "es": Tongue(
        women=("Yuleisy", "Marisol", "Daniela", "Ximena", "Carmenza", "Paola"),
        men=("Wilmer", "Jhonatan", "Rubén", "Édgar", "Leonel", "Ignacio"),
        family=("Guayabal", "Rosaledo", "Montequieto", "Riofrío", "Campoamarillo", "Cedroviejo"),
        towns=("Esch", "Luxemburgo", "Differdange", "Mersch", "Clervaux"),
        country=("VE", "CO", "PE"),
        work=("Atendía una panadería.", "Arreglaba celulares.", "Cuidaba a personas mayores."),
        lost=("no entiendo", "¿qué quiere decir?", "llámenme por favor"),
        broadcast="El jueves a las 18:00 hay un taller para escribir el currículum, en la sala grande. Pueden venir con niños.",
    ),
}
PROGRAMMES = (
    Programme(
        code="harbour",
        name="Harbour (sample programme)",
        forms=("welcome", "skills_short"),
        zone="Europe/Luxembourg",
        region="LU",
        centres={"esch": "Harbour house, Esch", "north": "Harbour house, Ettelbruck"},
    ),
    Programme(
        code="lighthouse",
        name="Lighthouse (sample asylum centre)",
        forms=("welcome", "skills_short"),
        zone="Europe/Luxembourg",
        region="LU",
        centres={"hill": "House on the hill", "mill": "Old mill"},
    ),
    Programme(
        code="springboard",
        name="Springboard (sample traineeships)",
        forms=("welcome", "skills_short"),
        zone="Europe/Berlin",
        region="DE",
        centres={"craft": "Crafts", "care": "Care"},
    ),
)
BROADCAST = "Workshop on Thursday"
NOTES = (
    "Called on Tuesday: prefers the evening, after the language course.",
    "Has a certificate from home; we asked for a translation.",
    "Would like to join the Thursday workshop with a neighbour.",
    "Child care from September; until then only mornings.",
    "Spoke with the school: a place is free in two weeks.",
    "Please nobody else call today, there is an appointment already.",
)
WRITTEN = "Good morning! You asked for help. What can I do for you?"
LABELS = ("call back", "interpreter", "certificate")
