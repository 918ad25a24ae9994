"""Days of the month written out, for `dateparts` to read beside the name of a month: language, 1 to 31, other forms after a bar.

They count only beside a month: "five May", "пятого мая", "بیست و یکم فروردین". Case, accents and kindred letters do not matter.
"""

DAYS_OF_MONTH: dict[str, str] = {
    "en": "first|one, second|two, third|three, fourth|four, fifth|five, sixth|six, seventh|seven, eighth|eight, ninth|nine,"
    " tenth|ten, eleventh|eleven, twelfth|twelve, thirteenth|thirteen, fourteenth|fourteen, fifteenth|fifteen,"
    " sixteenth|sixteen, seventeenth|seventeen, eighteenth|eighteen, nineteenth|nineteen, twentieth|twenty,"
    " twenty first|twenty one, twenty second|twenty two, twenty third|twenty three, twenty fourth|twenty four,"
    " twenty fifth|twenty five, twenty sixth|twenty six, twenty seventh|twenty seven, twenty eighth|twenty eight,"
    " twenty ninth|twenty nine, thirtieth|thirty, thirty first|thirty one",
    "fr": "premier|un, deux, trois, quatre, cinq, six, sept, huit, neuf, dix, onze, douze, treize, quatorze, quinze, seize,"
    " dix sept, dix huit, dix neuf, vingt, vingt et un|vingt un, vingt deux, vingt trois, vingt quatre, vingt cinq, vingt six,"
    " vingt sept, vingt huit, vingt neuf, trente, trente et un|trente un",
    "es": "primero|uno, dos, tres, cuatro, cinco, seis, siete, ocho, nueve, diez, once, doce, trece, catorce, quince,"
    " dieciséis, diecisiete, dieciocho, diecinueve, veinte, veintiuno|veintiún, veintidós, veintitrés, veinticuatro,"
    " veinticinco, veintiséis, veintisiete, veintiocho, veintinueve, treinta, treinta y uno|treinta y un",
    "de": "ersten|erster|erste, zweiten|zweiter|zweite, dritten|dritter|dritte, vierten|vierter|vierte, fünften|fünfter|fünfte,"
    " sechsten|sechster|sechste, siebten|siebter|siebte|siebenten, achten|achter|achte, neunten|neunter|neunte,"
    " zehnten|zehnter|zehnte, elften|elfter|elfte, zwölften|zwölfter|zwölfte, dreizehnten|dreizehnter|dreizehnte,"
    " vierzehnten|vierzehnter|vierzehnte, fünfzehnten|fünfzehnter|fünfzehnte, sechzehnten|sechzehnter|sechzehnte,"
    " siebzehnten|siebzehnter|siebzehnte, achtzehnten|achtzehnter|achtzehnte, neunzehnten|neunzehnter|neunzehnte,"
    " zwanzigsten|zwanzigster|zwanzigste, einundzwanzigsten|einundzwanzigster|einundzwanzigste,"
    " zweiundzwanzigsten|zweiundzwanzigster|zweiundzwanzigste, dreiundzwanzigsten|dreiundzwanzigster|dreiundzwanzigste,"
    " vierundzwanzigsten|vierundzwanzigster|vierundzwanzigste, fünfundzwanzigsten|fünfundzwanzigster|fünfundzwanzigste,"
    " sechsundzwanzigsten|sechsundzwanzigster|sechsundzwanzigste,"
    " siebenundzwanzigsten|siebenundzwanzigster|siebenundzwanzigste, achtundzwanzigsten|achtundzwanzigster|achtundzwanzigste,"
    " neunundzwanzigsten|neunundzwanzigster|neunundzwanzigste, dreißigsten|dreißigster|dreißigste,"
    " einunddreißigsten|einunddreißigster|einunddreißigste",
    "tr": "bir|biri|birinci, iki|ikisi|ikinci, üç|üçü|üçüncü, dört|dördü|dördüncü, beş|beşi|beşinci, altı|altısı|altıncı,"
    " yedi|yedisi|yedinci, sekiz|sekizi|sekizinci, dokuz|dokuzu|dokuzuncu, on|onu|onuncu, on bir|on biri, on iki|on ikisi,"
    " on üç|on üçü, on dört|on dördü, on beş|on beşi, on altı|on altısı, on yedi|on yedisi, on sekiz|on sekizi,"
    " on dokuz|on dokuzu, yirmi|yirmisi, yirmi bir|yirmi biri, yirmi iki|yirmi ikisi, yirmi üç|yirmi üçü,"
    " yirmi dört|yirmi dördü, yirmi beş|yirmi beşi, yirmi altı|yirmi altısı, yirmi yedi|yirmi yedisi, yirmi sekiz|yirmi sekizi,"
    " yirmi dokuz|yirmi dokuzu, otuz|otuzu, otuz bir|otuz biri",
    "uk": "першого|перше, другого|друге, третього|третє, четвертого|четверте, п'ятого|п'яте, шостого|шосте, сьомого|сьоме,"
    " восьмого|восьме, дев'ятого|дев'яте, десятого|десяте, одинадцятого|одинадцяте, дванадцятого|дванадцяте,"
    " тринадцятого|тринадцяте, чотирнадцятого|чотирнадцяте, п'ятнадцятого|п'ятнадцяте, шістнадцятого|шістнадцяте,"
    " сімнадцятого|сімнадцяте, вісімнадцятого|вісімнадцяте, дев'ятнадцятого|дев'ятнадцяте, двадцятого|двадцяте,"
    " двадцять першого|двадцять перше, двадцять другого|двадцять друге, двадцять третього|двадцять третє,"
    " двадцять четвертого|двадцять четверте, двадцять п'ятого|двадцять п'яте, двадцять шостого|двадцять шосте,"
    " двадцять сьомого|двадцять сьоме, двадцять восьмого|двадцять восьме, двадцять дев'ятого|двадцять дев'яте,"
    " тридцятого|тридцяте, тридцять першого|тридцять перше",
    "ru": "первого|первое, второго|второе, третьего|третье, четвёртого|четвёртое, пятого|пятое, шестого|шестое,"
    " седьмого|седьмое, восьмого|восьмое, девятого|девятое, десятого|десятое, одиннадцатого|одиннадцатое,"
    " двенадцатого|двенадцатое, тринадцатого|тринадцатое, четырнадцатого|четырнадцатое, пятнадцатого|пятнадцатое,"
    " шестнадцатого|шестнадцатое, семнадцатого|семнадцатое, восемнадцатого|восемнадцатое, девятнадцатого|девятнадцатое,"
    " двадцатого|двадцатое, двадцать первого|двадцать первое, двадцать второго|двадцать второе,"
    " двадцать третьего|двадцать третье, двадцать четвёртого|двадцать четвёртое, двадцать пятого|двадцать пятое,"
    " двадцать шестого|двадцать шестое, двадцать седьмого|двадцать седьмое, двадцать восьмого|двадцать восьмое,"
    " двадцать девятого|двадцать девятое, тридцатого|тридцатое, тридцать первого|тридцать первое",
    "ar": "الأول|أول|واحد, الثاني|ثاني|اثنين, الثالث|ثالث|ثلاثة, الرابع|رابع|أربعة, الخامس|خامس|خمسة, السادس|سادس|ستة,"
    " السابع|سابع|سبعة, الثامن|ثامن|ثمانية, التاسع|تاسع|تسعة, العاشر|عاشر|عشرة, الحادي عشر|حادي عشر, الثاني عشر|ثاني عشر,"
    " الثالث عشر|ثالث عشر, الرابع عشر|رابع عشر, الخامس عشر|خامس عشر, السادس عشر|سادس عشر, السابع عشر|سابع عشر,"
    " الثامن عشر|ثامن عشر, التاسع عشر|تاسع عشر, العشرين|العشرون|عشرين, الحادي والعشرين|الحادي والعشرون|واحد وعشرين,"
    " الثاني والعشرين|الثاني والعشرون|اثنين وعشرين, الثالث والعشرين|الثالث والعشرون|ثلاثة وعشرين,"
    " الرابع والعشرين|الرابع والعشرون|أربعة وعشرين, الخامس والعشرين|الخامس والعشرون|خمسة وعشرين,"
    " السادس والعشرين|السادس والعشرون|ستة وعشرين, السابع والعشرين|السابع والعشرون|سبعة وعشرين,"
    " الثامن والعشرين|الثامن والعشرون|ثمانية وعشرين, التاسع والعشرين|التاسع والعشرون|تسعة وعشرين, الثلاثين|الثلاثون|ثلاثين,"
    " الحادي والثلاثين|الحادي والثلاثون|واحد وثلاثين",
    "fa": "یکم|اول|یک, دوم|دو, سوم|سه, چهارم|چهار, پنجم|پنج, ششم|شش, هفتم|هفت, هشتم|هشت, نهم|نه, دهم|ده, یازدهم|یازده,"
    " دوازدهم|دوازده, سیزدهم|سیزده, چهاردهم|چهارده, پانزدهم|پانزده, شانزدهم|شانزده, هفدهم|هفده, هجدهم|هجده|هژدهم|هژده,"
    " نوزدهم|نوزده, بیستم|بیست, بیست و یکم|بیست و یک, بیست و دوم|بیست و دو, بیست و سوم|بیست و سه, بیست و چهارم|بیست و چهار,"
    " بیست و پنجم|بیست و پنج, بیست و ششم|بیست و شش, بیست و هفتم|بیست و هفت, بیست و هشتم|بیست و هشت, بیست و نهم|بیست و نه,"
    " سی‌ام|سی ام|سی, سی و یکم|سی و یک",
}
