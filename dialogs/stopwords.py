"""Stop and start in languages that the bot does not speak itself: nobody needs to be understood otherwise to be left in peace.

Only single words that mean nothing else when they stand alone as a message: once or more, drawn out or not, with a "please" or a picture
beside them or without. What may be an answer is not among them: "enough" (Arabic, Persian, Urdu بس), "closed" (Hindi बंद, Urdu بند),
Portuguese "para", which is "for", and everything of several words. The languages that the bot speaks have their words in `texts.WORDS`.
None of this has been looked at by native speakers.
"""

from dialogs import texts
from dialogs.reading import fold, plainly
from dialogs.texts import Voices

STOP = {
    "am": "አቁም አቁሚ አቁሙ ስቶፕ",
    "az": "dayan dayandır",
    "bg": "спри спрете отписване",
    "bn": "থামুন থামো থামাও থামান স্টপ",
    "ckb": "بوەستە ڕابگرە بوەستێنە ستۆپ",
    "cs": "přestaň přestaňte zastav zastavte",
    "el": "σταμάτα σταματήστε στοπ",
    "et": "lõpeta lõpetage",
    "fi": "lopeta lopettakaa",
    "ha": "daina",
    "hi": "रुको रुकिए रोको रोकें रोकिए स्टॉप",
    "hu": "állj leállítás leiratkozás",
    "hy": "դադարեցրու դադարեցրեք կանգնիր ստոպ",
    "id": "berhenti hentikan",
    "it": "fermati smetti smettila disiscrivimi",
    "ka": "გაჩერდი შეჩერდი შეწყვიტე სტოპ",
    "kmr": "rawestîne raweste bisekine bisekinin",
    "lt": "sustok sustabdyk sustabdyti stabdyti",
    "lv": "apturēt pārtrauc",
    "mk": "запри престани",
    "ne": "रोक्नुहोस्",
    "nl": "stoppen afmelden",
    "om": "dhaabi",
    "pa": "ਰੁਕੋ ਰੋਕੋ",
    "pl": "zatrzymaj przestań przestan przestańcie",
    "ps": "ودرېږه ودریږه ودروه ودروئ سټاپ",
    "pt": "parar pare",
    "ro": "oprește opreste opriți opriti dezabonare",
    "rw": "hagarika",
    "sk": "prestaň prestaňte",
    "so": "jooji joogso",
    "sq": "ndalo ndaloni ndal",
    "sr": "stani stanite zaustavi zaustavite prekini prekinite стани станите заустави зауставите прекини прекините",
    "sw": "acha simama simamisha",
    "ta": "நிறுத்து நிறுத்தவும்",
    "ti": "ኣቁም ኣቋርጽ ኣቋርፅ",
    "tl": "itigil tigil",
    "ur": "روکو روکیں رکیں اسٹاپ سٹاپ",
    "uz": "toxta to‘xta тўхта",
    "vi": "dừng ngừng",
    "zh": "停 停止 退订 退訂",
    "": "stopall optout",
}
START = {  # asked only of somebody who has stopped: it need not be unmistakable
    "am": "ጀምር ጀምሪ ጀምሩ",
    "az": "başla",
    "bg": "започни започнете старт",
    "bn": "শুরু",
    "ckb": "دەستپێبکە",
    "cs": "začni začněte",
    "el": "ξεκίνα αρχή",
    "hi": "शुरू",
    "hu": "indítás kezdés",
    "hy": "սկսել",
    "id": "mulai",
    "it": "inizia inizio avvia",
    "ka": "დაწყება დაიწყე",
    "kmr": "destpêke destpêbike",
    "lt": "pradėti pradėk",
    "nl": "beginnen",
    "pl": "zacznij rozpocznij",
    "ps": "پیل پیلول",
    "pt": "começar comecar iniciar",
    "ro": "începe incepe începeți",
    "sk": "začni začnite",
    "so": "bilow billow",
    "sq": "fillo filloni",
    "sr": "počni počnite kreni почни почните крени",
    "sw": "anza",
    "ta": "தொடங்கு",
    "ti": "ጀምር ጀምሩ",
    "ur": "شروع",
    "vi": "bắt đầu",
    "zh": "开始 開始",
}
LONGEST = 40  # characters of a message that says stop and please
_STOP = frozenset(fold(word) for words in STOP.values() for word in words.split())
_START = frozenset(fold(word) for words in START.values() for word in words.split())


def stops(word: str, voices: Voices) -> bool:
    """Whether a folded message says stop, in whatever language."""
    known = voices.words(texts.WORDS["stop"])
    return any(one in _STOP or one in known for one in _ways(word))


def starts(word: str, voices: Voices) -> bool:
    """Whether the folded message of somebody who has stopped says start, in whatever language."""
    known = [voices.words(texts.WORDS[verb]) for verb in ("start", "continue")]
    return any(one in _START or any(one in words for words in known) for one in _ways(word))


def _ways(word: str) -> tuple[str, ...]:
    """As it was written, and, where it is short enough to say no more than that, without what changes nothing."""
    return (word,) if len(word) > LONGEST else (word, plainly(word))
