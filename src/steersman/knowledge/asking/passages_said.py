"""What a document may say instead of a word that was asked for, in that direction only.

General English and the common words of IT: a host that is called a server is one, a thing that is
merely near is not.
"""

from __future__ import annotations

from collections.abc import Mapping

# What a question asks for in the first words → what a document may say; "at+least" is two words
# that stand beside each other.
SAID: Mapping[str, str] = {
    "minimum min least shortest smallest": "minimum min at+least no+fewer no+less or+more lowest",
    "maximum max most limit longest largest": (
        "maximum max at+most up+to no+more limit limited not+exceed cap than largest ceiling"
    ),
    "last": "last lasts end ends expire valid validity take limit duration lifetime for",
    "take": "take takes last duration about within up+to",
    "expire": "expire expiry valid validity end lapse",
    "valid": "valid validity expire expiry good",
    "deadline due": "deadline due by before latest until cut+off no+later not+later",
    "reopen": "reopen open+again re+open",
    "phone telephone": "phone telephone call tel extension hotline line",
    "call contact ring": (
        "call contact phone ring page notify inform escalate hotline line telephone tel support"
    ),
    "inform notify tell": "inform notify tell call contact report",
    "report": "report tell inform notify call contact",
    "approve approver approval": (
        "approve approver approval sign+off authorise authorize authorisation agree consent"
    ),
    "authorise authorize": "approve approval authorise authorize sign+off",
    "allow permit ok okay fine possible": (
        "allow permit permitted forbidden prohibited banned never not+allowed must+not only refuse"
        " not no blocked accepted tolerated eligible possible"
    ),
    "forbid prohibit": "forbid forbidden prohibit prohibited banned not+allowed must+not never no",
    "oldest lowest earliest": "minimum min at+least or+newer or+later or+more or+higher from",
    "newest highest": "maximum max at+most up+to or+older or+earlier or+lower latest",
    "data space storage": "data space storage gb mb tb gigabyte terabyte",
    "open": "open opening hours from",
    "run": "run runs support supported compatible",
    "mail": "mail mailbox",
    "turn+on switch+on enable activate": "enable activate switch+on turn+on set",
    "turn+off switch+off disable deactivate": "disable deactivate switch+off turn+off unset",
    "gone": "gone remove removed",
    "budget": "budget cost",
    "own owner": "own owner owned responsible accountable",
    "responsible": "responsible responsibility owner own owned accountable lead",
    "lead leader": "lead leader led head",
    "delete remove": "delete remove erase wipe purge destroy uninstall",
    "erase wipe": "erase wipe delete destroy",
    "keep retain store": "keep retain retention store hold archive stored",
    "retention": "retention retain keep store",
    "install": "install installation set+up setup deploy",
    "setup": "setup install installation configure configuration join connect add enrol enroll",
    "configure": "configure configuration setup set+up settings",
    "connect": "connect connection join attach log+in access",
    "login logon signin": "login logon log+in log+on sign+in signin",
    "change": "change replace rotate update modify",
    "rotate": "rotate rotation change renew replace",
    "renew": "renew renewal replace",
    "start": "start begin launch boot",
    "stop": "stop halt shut+down shutdown end",
    "restart": "restart reboot reload",
    "reboot": "reboot restart",
    "shutdown poweroff": "shutdown shut+down power+off switch+off turn+off",
    "troubleshoot": "troubleshoot fail failure error problem fix",
    "fail failure": "fail failure error broken problem troubleshoot unsuccessful",
    "broken": "broken fail failure error fault defect problem",
    "error problem trouble": "error problem trouble fail failure issue troubleshoot fault",
    "fix repair solve resolve": "fix repair solve resolve resolution solution troubleshoot remedy",
    "order request": "order request apply ask",
    "lose": "lose lost missing loss",
    "steal": "steal stolen theft",
    "cost price": "cost price charge fee rate",
    "outage": "outage incident downtime disruption interruption post+mortem postmortem failure",
    "incident": "incident outage post+mortem postmortem",
    "cause": "cause because due+to reason",
    "reason": "reason cause because due+to",
    "computer pc": "computer laptop pc workstation notebook desktop",
    "laptop notebook": "laptop notebook",
    "email mail": "mail email e+mail",
    "wifi wlan wireless": "wifi wi+fi wlan wireless",
    "database db": "database db postgresql postgres mysql mariadb oracle mssql mongodb",
    "server host machine": "server host machine",
    "recover restore": "restore recover recovery",
    "support": "support compatible",
    "guest visitor": "guest visitor",
    "holiday vacation": "holiday vacation leave",
    "night": "night 24x7 24/7 out+of outside after+hours",
    "weekend": "weekend saturday sunday 24x7 24/7",
    "full": "full fill filled",
    "size": "size mb gb tb kb megabyte gigabyte large larger big bigger",
    "workaround": "workaround instead set use avoid disable",
    "go+off trigger": "alarm alert go+off goes+off sound ring trigger",
    "escalate": "escalate escalation call",
    "hours": "hours open opening from between",
    "memory ram": "memory ram",
    "cpu processor": "cpu processor core vcpu",
    "upgrade": "upgrade update",
    "update": "update upgrade patch change",
    "alarm alert": "alarm alert",
    "sound": "sound ring fire trigger go+off goes+off alarm alert",
    "big large": "size big large capacity quota gb mb",
    "address": "address ip",
    "user person people employee staff": (
        "user person people employee staff colleague member worker everyone"
    ),
    "low": "low below under",
    "high": "high above over exceed",
    "vendor supplier": "vendor supplier",
    "new": "new",
    "colour color": "colour color",
    "happen": "happen",
    "cheap": "cheap price cost",
    "leave leaver": "leave leaver left departure",
    "join joiner newcomer": "join joiner joining start new+colleague",
    "replace": "replace replaced replacement instead successor",
    "instead": "instead replace",
    "refund": "refund reimburse pay+back",
    "borrow lend loan": "borrow lend loan",
    "licence license": "licence license",
    "check": "check verify test look",
    "verify": "verify check confirm",
    "send": "send forward submit",
    "give": "give hand provide grant",
    "grant": "grant give approve",
    "print printing printer": "print printing printer",
    "meet meeting": "meet meeting",
    "located location": "located location stands in at room rack",
    "quit": "quit leave stop",
    "block": "block blocked lock locked deny denied",
    "unlock": "unlock unlocks unblock",
    "review": "review reviewed",
    "not no never without none": "not no never without none cannot neither nor",
}
# What a rule may speak of instead, in its own sentence: a rule about devices holds for a laptop.
WIDER: Mapping[str, str] = {
    "laptop notebook tablet phone smartphone mobile": "device",
    "nurse doctor teacher student engineer": "everyone everybody",
}
