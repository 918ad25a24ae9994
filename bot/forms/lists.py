"""The live lists that forms may name: interface languages, countries, spoken languages, centres.

Codes are for ever: ISO 3166-1 alpha-2 (and XK) for countries, CLDR's language codes for languages. Names of countries
and languages come from CLDR in each person's language (Label.key `territory:AF`, `language:ps`).
"""

from collections.abc import Iterable, Mapping

from dialogs.form import Choice, Label
from dialogs.known import Programme
from dialogs.texts import ROW, Text

# Where most people who ask for protection in Europe come from (Eurostat, first-time applicants and temporary
# protection, last years): they stand first, the others follow by code. Left out: territories where nobody lives.
FREQUENT_COUNTRIES = (
    "SY AF UA IQ IR ER SO SD ET TR PS YE LB NG CM CD GN CI ML SN GM BF SL BI RW PK BD LK GE AM RU VE CO PE"
).split()
OTHER_COUNTRIES = (
    "AD AE AG AI AL AO AR AS AT AU AW AX AZ BA BB BE BG BH BJ BL BM BN BO BQ BR BS BT BW BY BZ CA CC CF CG CH CK CL CN"
    " CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ES FI FJ FK FM FO FR GA GB GD GF GG GH GI GL GP GQ GR GT GU GW"
    " GY HK HN HR HT HU ID IE IL IM IN IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LC LI LR LS LT LU LV LY"
    " MA MC MD ME MF MG MH MK MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NI NL NO NP NR NU NZ OM PA PF PG PH"
    " PL PM PN PR PT PW PY QA RE RO RS SA SB SC SE SG SH SI SJ SK SM SR SS ST SV SX SZ TC TD TG TH TJ TK TL TM TN TO TT"
    " TV TW TZ UG US UY UZ VA VC VG VI VN VU WF WS XK YT ZA ZM ZW"
).split()
SPOKEN_LANGUAGES = (
    "ar fa_AF uk ps en fr ru tr ku ckb fa ti am so es ur bn om sw ha yo ig pcm ff wo bm ln rw rn ka hy az uz tg"
    " pa hi ne ta si zh vi rom sq sr bs hr mk ro bg pl hu cs sk sl el it pt de nl da sv no fi lt lv et"
).split()
OTHER = "other"  # the choice after the last language: the form then asks for its name
# The only text here that CLDR does not know: it belongs into the catalogues, like those of dialogs.texts.
OTHER_LANGUAGE = Text("list:spoken_languages/other:label", "💬 Another language", "The last choice in a list.", limit=ROW)

COUNTRIES = tuple(
    Choice(name=code, label=Label(key=f"territory:{code}", texts={})) for code in FREQUENT_COUNTRIES + OTHER_COUNTRIES
)
SPOKEN = (
    *(Choice(name=code, label=Label(key=f"language:{code}", texts={})) for code in SPOKEN_LANGUAGES),
    Choice(name=OTHER, label=Label(key=OTHER_LANGUAGE.context, texts={"": OTHER_LANGUAGE.english})),
)


def live_lists(languages: Mapping[str, str], programmes: Iterable[Programme] = ()) -> Mapping[str, tuple[Choice, ...]]:
    """{list name: choices}, as `select_one_from_file <list name>.csv` refers to them.

    `languages` is {code: own name} of the languages the bot speaks. The centres are those of all programmes; a turn sees its own.
    """
    return {
        "languages": tuple(_named(code, name) for code, name in languages.items()),
        "countries": COUNTRIES,
        "spoken_languages": SPOKEN,
        "centres": tuple({one.name: one for programme in programmes for one in centres(programme)}.values()),
    }


def centres(programme: Programme) -> tuple[Choice, ...]:
    """Their names are the same in every language."""
    return tuple(_named(code, name) for code, name in programme.centres.items())


def _named(code: str, name: str) -> Choice:
    return Choice(name=code, label=Label(key="", texts={"": name}))
