"""How months and seasons are called, for `dates` to read: language, the months in order, other spellings after a bar.

Gregorian, Solar Hijri (Iranian and Afghan), Islamic and Ethiopic names as in CLDR (Unicode-3.0), restated, with the
spellings people use besides: Levantine, Maghrebi and Egyptian Arabic, cases that stand in dates, telephone keyboards.
Case, accents and kindred letters do not matter (`scripts.fold`).
"""

from dialogs.reading.calendars import ETHIOPIC, GREGORIAN, ISLAMIC, SOLAR_HIJRI

MONTHS: dict[str, dict[str, str]] = {
    GREGORIAN: {
        "en": "january, february, march, april, may, june, july, august, september, october, november, december",
        "fr": "janvier, février, mars, avril, mai, juin, juillet, août, septembre, octobre, novembre, décembre",
        "es": "enero, febrero, marzo, abril, mayo, junio, julio, agosto, septiembre|setiembre, octubre, noviembre, diciembre",
        "pt": "janeiro, fevereiro, março, abril, maio, junho, julho, agosto, setembro, outubro, novembro, dezembro",
        "de": "januar|jänner|jaenner, februar|feber, märz|maerz|mrz, april, mai, juni|juno, juli, august, september,"
        " oktober, november, dezember",
        "nl": "januari, februari, maart|mrt, april, mei, juni, juli, augustus, september, oktober, november, december",
        "lb": "januar, februar, mäerz|mäerzt, abrëll, mee, juni, juli, august, september, oktober, november, dezember",
        "lt": "sausio|sausis, vasario|vasaris, kovo|kovas, balandžio|balandis, gegužės|gegužė, birželio|birželis,"
        " liepos|liepa, rugpjūčio|rugpjūtis, rugsėjo|rugsėjis, spalio|spalis, lapkričio|lapkritis, gruodžio|gruodis",
        "sr": "januar|јануар, februar|фебруар, mart|март, april|април, maj|мај, jun|juni|јун, jul|juli|јул,"
        " avgust|august|август, septembar|септембар, oktobar|октобар, novembar|новембар, decembar|децембар",
        "ro": "ianuarie, februarie, martie, aprilie, mai, iunie, iulie, august, septembrie, octombrie, noiembrie, decembrie",
        "bg": "януари, февруари, март, април, май, юни, юли, август, септември, октомври, ноември, декември",
        "tr": "ocak, şubat, mart, nisan, mayıs, haziran, temmuz, ağustos, eylül, ekim, kasım, aralık",
        "uk": "січня|січень|січні, лютого|лютий|лютому, березня|березень|березні, квітня|квітень|квітні, травня|травень|травні,"
        " червня|червень|червні, липня|липень|липні, серпня|серпень|серпні, вересня|вересень|вересні, жовтня|жовтень|жовтні,"
        " листопада|листопад|листопаді, грудня|грудень|грудні",
        "ru": "января|январь|январе, февраля|февраль|феврале, марта|март|марте, апреля|апрель|апреле, мая|май|мае, июня|июнь|июне,"
        " июля|июль|июле, августа|август|августе, сентября|сентябрь|сентябре, октября|октябрь|октябре, ноября|ноябрь|ноябре,"
        " декабря|декабрь|декабре",
        "ar": "يناير|كانون الثاني|كانون ثاني|جانفي|جنفي, فبراير|شباط|فيفري|فيبراير, مارس|آذار|مارت,"
        " أبريل|إبريل|نيسان|أفريل, مايو|أيار|ماي, يونيو|يونيه|حزيران|جوان, يوليو|يوليه|تموز|يوليوز|جويلية,"
        " أغسطس|آب|غشت|أوت, سبتمبر|أيلول|شتنبر, أكتوبر|تشرين الأول|تشرين أول, نوفمبر|تشرين الثاني|تشرين ثاني|نونبر,"
        " ديسمبر|كانون الأول|كانون أول|دجنبر",
        "fa": "ژانویه, فوریه, مارس, آوریل|اوریل, مه|می, ژوئن|جون, ژوئیه|ژوییه|ژولای|جولای, اوت|آگوست|اگوست, سپتامبر, اکتبر,"
        " نوامبر, دسامبر",
        "fa_AF": "جنوری|جنو, فبروری|فروری, مارچ, اپریل, می, جون, جولای|جول, اگست, سپتمبر|سپتامبر, اکتوبر, نومبر|نوامبر,"
        " دسمبر|دسم|دسامبر",
        "ps": "جنوري, فبروري|فېبروري|فروري, مارچ, اپریل, مۍ|مې|می, جون, جولای, اګست, سپتمبر|سېپتمبر, اکتوبر, نومبر,"
        " دسمبر|ډسمبر",
        "ckb": "کانوونی دووەم|کانونی دووەم, شوبات, ئازار, نیسان, ئایار|مایس, حوزەیران, تەمووز|تەموز, ئاب,"
        " ئەیلوول|ئەیلول, تشرینی یەکەم, تشرینی دووەم, کانونی یەکەم|کانوونی یەکەم",
        "ku": "rêbendan|çile|kanûna paşîn|kanûna duyem, sibat|reşemî, adar, nîsan|avrêl, gulan, hezîran|pûşper,"
        " tîrmeh, tebax|gelawêj, îlon|rezber, cotmeh|çiriya pêşîn|çiriya yekem, mijdar|çiriya paşîn|çiriya duyem,"
        " berfanbar|kanûna pêşîn|kanûna yekem",
        "so": "janaayo|jannaayo, febraayo|febaraayo, maarso|maarsa, abriil|abril, maayo|maajo, juun|juunyo,"
        " luulyo|luuliyo|lul, agosto|ogosto|agoosto|ogs, sebtembar|sebteembar, oktoobar, noofeembar|nofembar,"
        " diseembar|disembar",
        "ti": "ጥሪ, ለካቲት, መጋቢት, ሚያዝያ|ሚያዚያ, ጉንበት|ግንቦት, ሰነ, ሓምለ, ነሓሰ, መስከረም, ጥቅምቲ, ሕዳር, ታሕሳስ",
        "am": "ጃንዋሪ|ጃንዩወሪ|ጃኑዋሪ, ፌብሩዋሪ|ፌብሩወሪ|ፌብሯሪ, ማርች, ኤፕሪል|ኤፕረል, ሜይ, ጁን, ጁላይ, ኦገስት, ሴፕቴምበር|ሴፕተምበር,"
        " ኦክቶበር|ኦክተውበር, ኖቬምበር|ኖቨምበር, ዲሴምበር|ዲሰምበር",
        "hi": "जनवरी, फ़रवरी, मार्च, अप्रैल, मई, जून, जुलाई, अगस्त, सितंबर|सितम्बर, अक्टूबर|अक्तूबर, नवंबर|नवम्बर, दिसंबर|दिसम्बर",
        "bn": "জানুয়ারী|জানুয়ারি, ফেব্রুয়ারী|ফেব্রুয়ারি, মার্চ, এপ্রিল, মে, জুন, জুলাই, আগস্ট|আগষ্ট, সেপ্টেম্বর, অক্টোবর, নভেম্বর, ডিসেম্বর",
        "rn": "nzero, ruhuhuma, ntwarante, ndamukiza, rusama, ruheshi, mukakaro, nyandagaro|myandagaro, nyakanga,"
        " gitugutu, munyonyo, kigarama",
        "rw": "mutarama, gashyantare, werurwe, mata, gicurasi, kamena, nyakanga, kanama, nzeri, ukwakira, ugushyingo, ukuboza",
        "sw": "januari, februari, machi, aprili, mei, juni, julai, agosti, septemba, oktoba, novemba, desemba",
        "ur": "جنوری, فروری, مارچ, اپریل, مئی, جون, جولائی, اگست, ستمبر, اکتوبر, نومبر, دسمبر",
        "zh": "一月, 二月, 三月, 四月, 五月, 六月, 七月, 八月, 九月, 十月, 十一月, 十二月",
        "ka": "იანვარი|იანვარს, თებერვალი, მარტი, აპრილი, მაისი, ივნისი, ივლისი, აგვისტო, სექტემბერი,"
        " ოქტომბერი, ნოემბერი, დეკემბერი",
    },
    SOLAR_HIJRI: {
        "en": "farvardin|hamal, ordibehesht|sawr|saur|sowr, khordad|jawza|jauza, tir|saratan, mordad|asad,"
        " shahrivar|sunbula|sonbola, mehr|mizan, aban|aqrab, azar|qaws|qaus, dey|jadi, bahman|dalw|dalwa,"
        " esfand|hut|hoot",
        "fa": "فروردین, اردیبهشت, خرداد, تیر, مرداد|امرداد, شهریور, مهر, آبان, آذر, دی, بهمن, اسفند",
        "fa_AF": "حمل, ثور, جوزا, سرطان, اسد, سنبله, میزان, عقرب, قوس, جدی, دلو, حوت",
        "ps": "وری, غویی|غوایی, غبرګولی|غبرگولی, چنګاښ|چنگاښ, زمری, وږی, تله, لړم, لیندۍ, مرغومی, سلواغه, کب",
        "ckb": "خاکەلێوە, گوڵان, جۆزەردان, پووشپەڕ|پوشپەڕ, گەلاوێژ, خەرمانان, ڕەزبەر, گەڵاڕێزان|خەزەڵوەر, سەرماوەز,"
        " بەفرانبار, ڕێبەندان, ڕەشەمە|ڕەشەمێ",
        "tr": "ferverdin, ordibeheşt, hordad, tir, mordad, şehriver, mehr, aban, azer, dey, behmen, esfend",
    },
    ISLAMIC: {
        "en": "muharram, safar, rabi i|rabi al awwal|rabi ul awwal, rabi ii|rabi al thani|rabi al akhir|rabi us sani,"
        " jumada i|jumada al ula|jumada al awwal, jumada ii|jumada al akhira|jumada al thani, rajab, shaban,"
        " ramadan|ramazan, shawwal, dhul qidah|dhu al qidah|zul qadah, dhul hijjah|dhu al hijjah|zul hijjah",
        "ar": "محرم|المحرم, صفر, ربيع الأول|ربيع أول, ربيع الآخر|ربيع الثاني|ربيع ثاني,"
        " جمادى الأولى|جمادى الأول|جمادى أول, جمادى الآخرة|جمادى الثانية|جمادى الثاني|جمادى الآخر, رجب, شعبان, رمضان,"
        " شوال, ذو القعدة|ذي القعدة|ذوالقعدة, ذو الحجة|ذي الحجة|ذوالحجة",
        "fa": "محرم, صفر, ربیع‌الاول|ربیع اول, ربیع‌الثانی|ربیع‌الآخر|ربیع دوم, جمادی‌الاول|جمادی‌الاولی|جمادی اول,"
        " جمادی‌الثانی|جمادی‌الآخر|جمادی دوم, رجب, شعبان, رمضان, شوال, ذیقعده|ذی‌القعده|ذی القعده,"
        " ذیحجه|ذی‌الحجه|ذی الحجه|ذی حجه",
        "ps": "محرم, صفر, ربیع اول, ربیع ثاني|ربیع دویم, جمادي اول, جمادي ثاني|جمادي دویم, رجب, شعبان, رمضان|روژه,"
        " شوال, ذي القعده|ذیقعده, ذي الحج|ذي الحجه",
        "ur": "محرم, صفر, ربیع الاول|ر بیع الاول, ربیع الثانی|ر بیع الثانی, جمادی الاول, جمادی الثانی, رجب, شعبان,"
        " رمضان, شوال, ذوالقعدہ|ذوالقعدۃ|ذیقعد, ذوالحجہ|ذوالحجۃ|ذی الحج",
        "tr": "muharrem, safer, rebiülevvel, rebiülahir, cemaziyelevvel, cemaziyelahir, recep, şaban, ramazan, şevval,"
        " zilkade, zilhicce",
        "ku": "muherem, sefer, rebîulewel, rebîulaxer, cemazîyelewel, cemazîyelaxer, receb, şeban, remezan, şewal,"
        " zîlqede, zilhece",
        "so": "muxarram, safar, rabic al awwal, rabic al thani, jumada al awwal, jumada al thani, rajab, shacban,"
        " ramadan|ramadaan, shawwal, dul al qacda, dul xijjah",
        "am": "ሙሀረም, ሳፈር, ረቢዑል አወል, ረቢዑል አኺር, ጀማደል አወል, ጀማደል አኺር, ረጀብ, ሻእባን, ረመዳን, ሸዋል, ዙልቂዳህ, ዙልሂጃህ",
    },
    ETHIOPIC: {
        "en": "meskerem, tekemt|tikimt, hedar|hidar, tahsas, ter|tir, yekatit, megabit, miazia|miyazya, genbot|ginbot,"
        " sene, hamle, nehasse|nehase, pagumen|pagume",
        "am": "መስከረም, ጥቅምት, ኅዳር, ታኅሣሥ|ታህሳስ, ጥር, የካቲት, መጋቢት, ሚያዝያ|ሚያዚያ, ግንቦት, ሰኔ, ሐምሌ, ነሐሴ, ጳጉሜን|ጳጉሜ",
        "ti": "መስከረም, ጥቅምቲ, ሕዳር, ታሕሳስ, ጥሪ, ለካቲት, መጋቢት, ሚያዝያ|ሚያዚያ, ጉንበት|ግንቦት, ሰነ, ሓምለ, ነሓሰ, ጷጉሜ|ጳጉሜን",
    },
}
# Spring, summer, autumn and winter, with the cases that stand beside a year.
SEASONS: dict[str, str] = {
    "en": "spring|springtime, summer|summertime, autumn|fall, winter|wintertime",
    "fr": "printemps, été, automne, hiver",
    "es": "primavera, verano, otoño, invierno",
    "de": "frühling|frühlings|frühjahr|frühjahrs|fruehling|fruehjahr, sommer|sommers, herbst|herbsts, winter|winters",
    "tr": "ilkbahar|bahar|ilkbaharı|baharı|ilkbaharda|baharda|ilkbaharında|baharında, yaz|yazı|yazın|yazında,"
    " sonbahar|güz|sonbaharı|güzü|sonbaharda|güzün|sonbaharında|güzünde, kış|kışı|kışın|kışında",
    "uk": "весна|весни|весною|весну|навесні|весняний, літо|літа|влітку|улітку|літом, осінь|осені|восени|осінню,"
    " зима|зими|взимку|узимку|зимою|зиму",
    "ru": "весна|весны|весной|весною|весну, лето|лета|летом, осень|осени|осенью, зима|зимы|зимой|зимою|зиму",
    "ar": "ربيع|الربيع, صيف|الصيف, خريف|الخريف, شتاء|الشتاء|شتا",
    "fa": "بهار, تابستان, پاییز|پائیز|خزان, زمستان",
    "ps": "پسرلی|سپرلی|پسرلي, اوړی|دوبی|اوړي, منی|مني, ژمی|ژمي",
    "ckb": "بەهار, هاوین, پایز, زستان",
    "ku": "bihar|biharê|biharî, havîn|havînê, payîz|payîzê, zivistan|zivistanê",
}
FIRST_MONTHS = {GREGORIAN: (3, 6, 9, 12), SOLAR_HIJRI: (1, 4, 7, 10)}  # of the four, north of the equator
