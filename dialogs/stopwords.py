"""Stop and start in languages that the bot does not speak itself: nobody needs to be understood otherwise to be left in peace.

Only single words that mean nothing else when they stand alone as a message. What may be an answer is not among them: "enough" (Arabic,
Persian, Urdu بس), "closed" (Hindi बंद, Urdu بند), Portuguese "para", which is "for", and everything of several words. The languages that
the bot speaks have their words in `texts.WORDS`. None of this has been looked at by native speakers.
"""

from dialogs import texts
from dialogs.reading import fold
from dialogs.texts import Voices

STOP = {
    "am": "አቁም አቁሚ አቁሙ",
    "az": "dayan dayandır",
    "bg": "спри спрете отписване",
    "bn": "থামুন থামো থামাও থামান",
    "ckb": "بوەستە ڕابگرە بوەستێنە",
    "cs": "přestaň přestaňte zastav zastavte",
    "el": "σταμάτα σταματήστε",
    "et": "lõpeta lõpetage",
    "fi": "lopeta lopettakaa",
    "ha": "daina",
    "hi": "रुको रुकिए रोको रोकें रोकिए",
    "hu": "állj leállítás leiratkozás",
    "hy": "դադարեցրու դադարեցրեք կանգնիր",
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
    "ps": "ودرېږه ودریږه ودروه ودروئ",
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
    "ur": "روکو روکیں رکیں",
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
_STOP = frozenset(fold(word) for words in STOP.values() for word in words.split())
_START = frozenset(fold(word) for words in START.values() for word in words.split())


def stops(word: str, voices: Voices) -> bool:
    """Whether a folded message says stop, in whatever language."""
    return word in _STOP or word in voices.words(texts.WORDS["stop"])


def starts(word: str, voices: Voices) -> bool:
    """Whether the folded message of somebody who has stopped says start, in whatever language."""
    return word in _START or any(word in voices.words(texts.WORDS[verb]) for verb in ("start", "continue"))
