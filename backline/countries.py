"""The countries there are, by their two letters."""

from __future__ import annotations

from backline.names import shown

_LETTERS = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS
BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE
EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM
HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC
LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW
SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO
TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
"""
COUNTRIES = frozenset(_LETTERS.split())
"""ISO 3166-1 alpha-2 as of 2026, and XK, by which platforms call Kosovo."""

_WORLD = {"", "global", "worldwide", "world", "ww", "xw"}
_MEANT = {"UK": "GB", "EN": "GB", "EL": "GR"}


def country_code(text: str) -> str:
    """A country as every file has it: two capitals, or nothing for the whole world.

    Args:
        text: two letters in any case, or ``global`` or nothing for the world.

    Raises:
        ValueError: there is no such country; the message says so without a full stop.
    """
    code = text.strip().upper()
    if code.lower() in _WORLD:
        return ""
    if code not in COUNTRIES:
        meant = f" (did you mean {_MEANT[code]}?)" if code in _MEANT else ""
        raise ValueError(
            f"there is no country {shown(code, 20)!r}{meant}: write the two letters of ISO 3166, "
            "such as IT, or global"
        )
    return code
