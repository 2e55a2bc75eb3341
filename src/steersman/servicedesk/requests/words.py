"""The words that the grammar knows.  A word in no list here is a name, or is not understood."""

from __future__ import annotations

from collections.abc import Mapping

Phrase = tuple[str, ...]
Phrases = frozenset[Phrase]


def phrases(text: str) -> Phrases:
    """Phrases that stand one after the other, separated by ``|``."""
    return frozenset(tuple(part.split()) for part in text.split("|"))


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# The only words that may be passed over, and only before and after the request.
COURTESY = phrases(
    "please|kindly|thanks|thank you|thank you very much|thanks a lot|many thanks|thx|cheers|regards"
    "|best regards|kind regards|thanks in advance|thank you in advance|hi|hello|hey|dear|hi all"
    "|hi team|hello team|dear team|hi there|good morning|good afternoon|steersman|hi steersman"
    "|now|right now|immediately|asap|as soon as possible|right away|straight away|at once|urgently"
    "|urgent|with immediate effect|,"
)
# In front of a verb these make an order of a question: "Can you remove …?"
ASKING = phrases(
    "can you|could you|would you|will you|i need you to|i want you to|i would like you to"
    "|i'd like you to|i want to|i would like to|i'd like to|i need to|we need to|you should"
)
NOT = phrases(
    "do not|don't|dont|don t|never|not|please do not|no need to|there is no need to"
    "|there's no need to|you do not need to|you don't need to|you need not|you must not"
    "|you mustn't|you should not|you shouldn't|must not|should not|under no circumstances"
)

CLASSES: Mapping[str, Phrases] = {
    "REMOVE": phrases(
        "remove|revoke|take away|disable|cut|cut off|block|suspend|deactivate|terminate|withdraw"
        "|close|shut off|turn off|switch off|drop|lock|rescind|pull"
    ),
    "CLOSE": phrases(
        "disable|deactivate|suspend|block|lock|cut off|shut off|turn off|switch off|close"
    ),
    "EXPEL": phrases("remove|block|suspend|deactivate|disable|ban|bar|drop|cut off|exclude"),
    "ACCESS": phrases(
        "access|accesses|access rights|right|rights|permission|permissions|account|accounts|login"
        "|logins|sign-in|sign-ins"
    ),
    "TO": phrases("to|for|on|in|from|into"),
    "OF": phrases("of|for|from"),
    "OUT": phrases("from|off|out of|in|on|in all of"),
    "KEEP": phrases("keep|leave|retain|preserve"),
    "SHOULD": phrases(
        "should no longer|must no longer|may no longer|shall no longer|should not any longer"
        "|is no longer to|is not to|should not|shouldn't|must not|mustn't|may not|shall not"
    ),
    "USE": phrases(
        "have access to|have any access to|be able to access|be able to use|be able to sign in to"
        "|access|use|sign in to|log in to|be allowed into|be in"
    ),
    "NEED_NO_MORE": phrases("no longer needs|no longer requires"),
    "NEED_NOT": phrases("does not need|doesn't need|does not require|doesn't require"),
    "ANY_MORE": phrases("any more|anymore|any longer"),
    "IS": phrases("is|'s"),
    "LEAVING": phrases(
        "leaving|leaving us|leaving the company|gone|gone from the company|no longer with us"
        "|no longer with the company|no longer employed"
    ),
    "LEFT": phrases(
        "has left|left|has left us|left us|has left the company|left the company|has resigned"
        "|resigned|has quit|quit|quit the company|was dismissed|has been dismissed|was fired"
        "|has been fired|was terminated|has been terminated|was let go|has been let go"
        "|no longer works here|does not work here any more|doesn't work here anymore"
    ),
    "ALL": phrases("all|all of|any|every"),
    "WHO": phrases("user|employee|colleague|employee number|number|the user|the employee"),
    "EXCEPT": phrases(
        "except|except for|but not|, but not|and not|, not|, and not|, except|, except for"
        "|apart from|, apart from|other than|excluding|, excluding|with the exception of"
    ),
}
BUT = phrases("but|, but|save|save for")  # means "except" after "everything" alone
SEPARATORS = phrases(", and|, or|and|or|,|&|/|as well as|, as well as|plus")
AGAIN = phrases("to|from|in|on|for")  # "access to email and to Slack"
EITHER = phrases("or|, or")
EVERYTHING = phrases(
    "everything|all systems|all of the systems|all the systems|every system|all|all our systems"
    "|all services|any system|anything|all of our systems"
)
DETERMINERS = frozenset({"the", "our", "both", "his", "her", "their", "company"})
NOUNS = frozenset(
    {"system", "systems", "service", "services", "app", "tool", "server", "servers", "workspace"}
)

NEGATIONS = words(
    "not no never don't dont doesn't didn't won't can't cannot cant shouldn't mustn't isn't aren't"
    " wasn't needn't couldn't wouldn't nor neither none nothing nobody without keep keeps unless"
    " stop avoid refrain hold refuse leave retain preserve instead undo cancel"
)
CONDITIONS = words("if unless until till when whenever once provided assuming in-case")
TIMES = words(
    "tomorrow tonight today yesterday later soon after before next monday tuesday wednesday"
    " thursday friday saturday sunday week weekend month year noon midnight am pm morning afternoon"
    " evening eventually since by at during temporarily starting effective hour hours day days"
    " minutes"
)
GRANTS = words(
    "give grant add enable restore allow unlock reactivate unblock let reinstate invite assign"
    " create provide provision re-enable return"
)
QUESTIONS = words(
    "can could does do did is are was has have had who what when where why which how should shall"
    " may might would will"
)
PRONOUNS = words(
    "he she they him her them his hers their theirs it its i me my mine we us our ours you your"
    " yours this that these those someone somebody anyone anybody"
)
SEVERAL = words(
    "and or & , / everyone everybody all both each team teams department group users people"
    " colleagues employees the"
)
NOT_A_NAME = words(
    "to from of for in on out off into as a an the user employee colleague access account accounts"
    " rights permission permissions login logins but except excluding any more anymore longer"
    " every everything anything please thanks be been is are was were has have had should must"
    " shall need needs number removing revoking disabling blocking"
    " suspending locking taking cutting"
) | (NEGATIONS | CONDITIONS | TIMES | PRONOUNS | SEVERAL)
