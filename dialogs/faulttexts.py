"""What is wrong with a form or a text, and the cure, as its author is told: at the desk in their language, in a terminal in English.

Names, examples and signs stand in placeholders: they are the standard's, and the same in every language. What begins with a small
letter stands behind a place in the terminal; the desk makes it a capital.
"""

from dialogs.phrase import Text

# --- What a language lacks (dialogs.checks.forms) -------------------------------------------------------------------------

NOTHING_TRANSLATED = Text("fault:nothing_translated", "nothing in it is translated.", "It: a form, in one language.")
NOT_TRANSLATED = Text("fault:not_translated", '"{english}" is not translated.')
TRANSLATE = Text("fault:translate", "Add the translation; until then people read another language.")
PLURAL_FORMS = Text("fault:plural_forms", "it has another number of plural forms than it should: {given} instead of {wanted}.")
GIVE_PLURALS = Text("fault:give_plurals", "Give one for each line of the plural rule.")
DIFFERS = Text(
    "fault:differs", '"{form}" differs in {places}.', "A translation has other placeholders. places: in braces, as in the text."
)
KEEP_PLACES = Text("fault:keep_places", "Keep every placeholder exactly as it is.")
TOO_LONG = Text("fault:too_long", '"{form}" has {length} characters, {channel} shows {most}.', "channel: e.g. WhatsApp")
SHORTER = Text("fault:shorter", "Say it shorter.")

# --- What should be decided, or said in a simpler way -----------------------------------------------------------------------

LOOSE = Text(
    "fault:loose",
    "the pattern {pattern} may stand anywhere in the answer here, and in ODK Collect must be all of it.",
    "pattern: a regular expression.",
)
ENCLOSE = Text("fault:enclose", "Begin it with ^ and end it with $.")
HARD = Text("fault:hard", "it is hard to read: LIX {lix}; words in the longest sentence: {longest}.", "LIX: a measure.")
SIMPLER = Text("fault:simpler", "Say it in short sentences and short words.")
ALIKE = Text("fault:alike", 'the choices "{one}" and "{other}" have the same words: "{words}".')
OWN_WORDS = Text("fault:own_words", "Give each choice words of its own: nobody can tell them apart.")
PROTECTED = {  # by the names of dialogs.checks.sensitive
    "asylum": Text(
        "fault:about_asylum",
        'it seems to be about the asylum claim ("{word}"): only the authority that decides may ask for it, and what stands here could be '
        "used against the person.",
        "word: by which it was found.",
    ),
    "persecution": Text(
        "fault:about_persecution",
        'it seems to be about persecution and the way here ("{word}"): it is what a claim is made of, it can hurt to tell, and nobody is '
        "here to help with it.",
    ),
    "health": Text(
        "fault:about_health",
        'it seems to be about health ("{word}"): health is a special category of data (GDPR, article 9).',
    ),
    "religion": Text(
        "fault:about_religion",
        'it seems to be about religion ("{word}"): religion and belief are a special category of data (GDPR, article 9).',
    ),
    "ethnic": Text(
        "fault:about_ethnic",
        'it seems to be about ethnic origin ("{word}"): ethnic origin is a special category of data (GDPR, article 9); nationality or '
        "language is enough for most purposes.",
    ),
    "sexual": Text(
        "fault:about_sexual",
        'it seems to be about sexual orientation ("{word}"): sexual life, orientation and identity are a special category of data (GDPR, '
        "article 9), and dangerous where others read along.",
    ),
    "criminal": Text(
        "fault:about_criminal",
        'it seems to be about the criminal record ("{word}"): criminal convictions may be kept under official control only (GDPR, '
        "article 10).",
    ),
}
LEAVE_OUT = Text(
    "fault:leave_out", "Leave it out, or ask it in person; if it must be here, write down why and say so in the consent."
)

# --- What a form makes of answers (dialogs.checks.logic). column: as in a workbook, e.g. relevant -----------------------------

NO_FORM = Text("fault:no_form", 'the form "{form}", to be opened afterwards, does not exist.')
CHECK_FORM_ID = Text("fault:check_form_id", "Check the spelling of its form_id.")
NOT_A_STEP = Text("fault:not_a_step", 'the setting lotse:does says "{does}", which is nothing that a form can do.')
STEPS = Text(
    "fault:steps", "Write book or feedback, or leave it out.", "book and feedback are words of a setting: not translated."
)
NO_SUBJECT = Text(
    "fault:no_subject",
    "nothing in it says which workshop it is about.",
    "Of a form that is asked when somebody signs up for a workshop, or after it.",
)
ADD_SUBJECT = Text(
    "fault:add_subject",
    "Add two questions of the type hidden, called workshop and occurrence.",
    "hidden, workshop and occurrence are names: not translated.",
)
ALWAYS_FALSE = Text("fault:always_false", "it is never asked: its relevance is always false.")
CONTRADICTS = Text(
    "fault:contradicts", 'it is never asked: what it and the groups around it ask of "{name}" cannot all be true.'
)
WAITS_FOREVER = Text("fault:waits_forever", 'it is never asked: it waits for an answer to "{name}", which is never asked.')
POSSIBLE = Text("fault:possible", "Refer to an answer that is possible, or delete the question.")
BROKEN = Text("fault:broken", "column {column}: {reason}.", "reason: e.g. This takes too long: …")
PASSED_OVER = Text("fault:passed_over", "Make it shorter; until then it is passed over.")
LATER = Text("fault:later", 'column {column} looks at "{name}", which is asked later.')
MOVE = Text("fault:move", 'Move it behind "{name}".')
NO_COLUMN = Text("fault:no_column", 'column {column} looks for a column "{wanted}", which the list "{list}" does not have.')
ADD_COLUMN = Text("fault:add_column", "Add it to the sheet of choices, or write {example} if a question is meant.")
NO_CHOICE = Text("fault:no_choice", 'column {column} looks for the answer "{answer}", which "{name}" does not offer.')
USE_NAME = Text("fault:use_name", "Use the name of one of its choices, not the label.")

# --- What no form can have (dialogs.xlsform.reader) ---------------------------------------------------------------------------

EVENTS = Text("fault:events", "values set by an event are not supported yet. Use a calculation.")
KIND = Text("fault:kind", 'questions of the type "{kind}" are not supported yet. Leave it out.')
METHOD = Text("fault:method", 'this is sent by the method "{method}", which nobody knows. Leave it out.', "This: a form.")
NO_XFORM = Text("fault:no_xform", "this is no XForm: it has no model or no body.")
EXPRESSION = Text(
    "fault:expression",
    "{reason} (at character {at} of: {source}). Correct the expression.",
    "reason: a sentence without a full stop, e.g. “A value is missing at the end”. at: a number.",
)
CIRCLE = Text(
    "fault:circle",
    "it depends on itself ({chain}). Change one of these expressions so that the circle is broken.",
    "chain: names of questions with arrows between them.",
)

# --- A series of times (dialogs.workshops.schedule); the cure follows -----------------------------------------------------------

SERIES_MINUTES = Text("fault:series_minutes", "This takes no time, or too long.", "This: a workshop, a meeting.")
SERIES_GIVE_MINUTES = Text("fault:series_give_minutes", "Give its length in minutes: from 1 to {most}.")
SERIES_YEAR = Text("fault:series_year", "The year {year} cannot be meant.")
SERIES_GIVE_YEAR = Text("fault:series_give_year", "Write the year with four digits.")
SERIES_UNREADABLE = Text(
    "fault:series_unreadable", "This rule cannot be read: {rule}", "A rule by which dates repeat, as in iCalendar."
)
SERIES_WRITE = Text("fault:series_write", "Write it as in iCalendar, by days, weeks, months or years, for example {example}.")
SERIES_ENDLESS = Text("fault:series_endless", "This series has no end.", "Series: a workshop that takes place several times.")
SERIES_END = Text(
    "fault:series_end", "Say how often it takes place ({count}) or until when ({until}).", "count, until: examples."
)
SERIES_LONG = Text("fault:series_long", "This series is too long.")
SERIES_SHORTER = Text(
    "fault:series_shorter", "It may have at the most {most} dates, within {years} years. Begin a new one for what comes later."
)
SERIES_FIRST = Text("fault:series_first", "The first date does not fit the rule by which it repeats.")
SERIES_MOVE_FIRST = Text("fault:series_move_first", "Choose a first date that the rule names, or change the rule.")
SERIES_NONE = Text("fault:series_none", "No date is left.", "All dates of a series were left out as exceptions.")
SERIES_LEAVE_ONE = Text("fault:series_leave_one", "Take away an exception, or cancel the workshop.")

# --- Expressions (dialogs.xpath); each is put into fault:expression or fault:broken, so it has no full stop ----------------------

XP_QUOTE = Text("xpath:quote", "The quotation mark here is never closed")
XP_VARIABLE = Text(
    "xpath:variable",
    "There are no variables here: a question is referred to as {example}, and no question has this name",
)
XP_UNEQUAL = Text("xpath:unequal", '"not equal" is written {sign}')
XP_AND = Text("xpath:and", 'Write "and" in words', "The English word: it is part of the language of expressions.")
XP_BRACE = Text("xpath:brace", "A question is referred to as {example}")
XP_CURLY = Text("xpath:curly", "Write straight quotation marks (' or \"), not curly ones")
XP_STRAY = Text("xpath:stray", '"{sign}" cannot stand here')
XP_OPERATOR = Text("xpath:operator", 'An operator (and, or, =, + ...) is missing before "{word}"')
XP_LONG = Text("xpath:long", "The expression is longer than {most} characters")
XP_MANY = Text("xpath:many", "The expression has more than {most} words and signs")
XP_CLOSES = Text("xpath:closes", 'This ")" closes nothing')
XP_MISSING = Text("xpath:missing", '"{sign}" is missing here')
XP_BRACKETS = Text("xpath:brackets", "More than {most} brackets within each other: use a calculation of its own for a part")
XP_AXIS = Text("xpath:axis", 'There is no axis called "{name}"', "axis: of XPath.")
XP_NO_NAME = Text("xpath:no_name", "The name of a question is missing here")
XP_IN_PATH = Text("xpath:in_path", '"{name}" cannot stand within a path')
XP_NO_VALUE = Text("xpath:no_value", 'A value is missing before "{word}"')
XP_NO_VALUE_END = Text("xpath:no_value_end", "A value is missing at the end")
XP_NODES = Text("xpath:nodes", "A question, a group or a repeat is needed here, not text or a number")
XP_FUNCTION = Text("xpath:function", 'There is no function called "{name}"')
XP_FUNCTION_LIKE = Text("xpath:function_like", 'There is no function called "{name}"; did you mean {other}()?')
XP_VALUES = Text(
    "xpath:values", "{name}() takes this number of values: {takes}; it is given: {given}", "takes: e.g. 2, 1–3, or 2, 4 …"
)
XP_PATTERN = Text("xpath:pattern", "This pattern cannot be used: {why}", "A regular expression. why: English.")
XP_MADE_PATTERN = Text("xpath:made_pattern", "The pattern for regex() that comes out here cannot be used")
XP_DIGEST = Text("xpath:digest", "digest() knows {names}, written as base64 or hex")
XP_NO_LIST = Text("xpath:no_list", "There is no list of this name")
XP_DEEP = Text("xpath:deep", "This is nested too deeply: use a calculation of its own for a part of it")
XP_SLOW = Text(
    "xpath:slow",
    "This takes too long: it looks at too many values; choose fewer of them with a filter, or use a calculation for a part",
)
XP_BIG = Text("xpath:big", "The text that comes out here has more than {most} characters")
