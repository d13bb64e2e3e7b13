"""Hold the words addresses are made of: labels, short forms, other names of places.

All words are folded (`text.fold_text`). The lists are closed on purpose: a word that is
not here is never guessed.
"""

from collections.abc import Mapping
from typing import Literal

Level = Literal["municipality", "district"]

# Words that say the kind of the settlement after (or, some, before) them.
TOWN_WORDS = frozenset({"гр", "град", "gr", "grad", "town", "city"})
VILLAGE_WORDS = frozenset({"с", "село", "s", "selo", "village"})
MONASTERY_WORDS = frozenset({"ман", "man"})
KINDS: Mapping[str, str] = {
    **dict.fromkeys(TOWN_WORDS, "гр."),
    **dict.fromkeys(VILLAGE_WORDS, "с."),
    **dict.fromkeys(MONASTERY_WORDS, "ман."),
}
# „с“ without a dot is the preposition "with", so these need one or a place at the start.
SHY_KIND_WORDS = frozenset({"с", "s", "ман", "man"})
# Full words appear inside other names („Студентски град“, "City Mall").
FULL_KIND_WORDS = frozenset({"град", "grad", "село", "selo", "town", "city", "village"})
# When these are followed by no known name, the writer did name a place, unknown to us.
BINDING_KIND_WORDS = frozenset({"гр", "gr", "с", "s", "ман", "man", "град", "село", "selo"})
KIND_AFTER_NAME: Mapping[str, str] = {word: KINDS[word] for word in FULL_KIND_WORDS}
# A form's label for "settlement" that leaves the kind open.
PLACE_LABELS = (("населено", "място"), ("нас", "място"), ("нас", "м"))
LINK_WORDS = frozenset({"of", "the", "на"})
PREPOSITIONS = frozenset({"в", "във", "на", "от", "in", "at", "the"})

ADMIN_LABELS: Mapping[str, Level] = {
    **dict.fromkeys(("общ", "община", "obsht", "obshtina"), "municipality"),
    **dict.fromkeys(("municipality", "munic", "mun"), "municipality"),
    **dict.fromkeys(("обл", "област", "obl", "oblast", "province", "prov"), "district"),
    **dict.fromkeys(("district", "distr", "region", "county"), "district"),
}
ENGLISH_LABELS = frozenset(
    {"municipality", "munic", "mun", "province", "prov", "district", "distr", "region", "county"}
)
# In English these also name a part of a town ("Mladost district").
CITY_PART_LABELS = frozenset({"district", "distr", "region"})

# Streets: after these a name never is a settlement. A number straight after one means the
# street's name stood before it.
STREET_WORDS = frozenset(
    "ул улица бул булевард пл площад ul ulitsa ulica bul bulevard pl ploshtad".split()
)
# Quarters, resorts, zones, plots, telephones: they begin a stretch of their own.
AREA_WORDS = frozenset(
    "жк кв квартал кк курорт мест местн местност район рн вз пз со мах упи пи имот "
    "парцел комплекс жил вилна промишлена индустриална тел телефон моб факс "
    "zhk jk gk kv kvartal rayon raion mestnost kk tel phone mobile gsm fax".split()
)
DOTTED_AREA_WORDS = frozenset({"м", "m"})  # „м.“ for местност
AREA_PHRASES = (
    *(
        ("ж", "к"),
        ("к", "к"),
        ("в", "з"),
        ("п", "з"),
        ("р", "н"),
        ("м", "ст"),
        ("м", "т"),
        ("с", "о"),
    ),
    *(("zh", "k"), ("j", "k"), ("g", "k"), ("k", "k"), ("r", "n"), ("m", "st"), ("s", "o")),
    *(("пощенска", "кутия"), ("пощ", "кутия"), ("post", "box"), ("po", "box"), ("p", "o", "box")),
)
# Parts of a building: a name right before one is a quarter or a street („Изгрев бл. 5“).
BUILDING_WORDS = frozenset(
    "бл блок вх вход ет етаж ап апарт апартамент пом помещение оф офис маг магазин каб стая "
    "bl blok block vh vhod entr entrance et etazh ap apt apartment fl floor office".split()
)
# Words that may follow a town's name and add nothing to it.
TAIL_WORDS = frozenset("център центр столица center centre downtown".split())
# After these a four-digit number is no postcode.
NUMBER_WORDS = frozenset({"no", "nr", "n", "номер"})
YEAR_WORDS = frozenset({"г", "год", "година"})

POSTCODE_LABELS = (
    *(("п", "к"), ("р", "к"), ("пк",), ("пощенски", "код"), ("пощ", "код")),
    *(("p", "k"), ("pk",), ("p", "c"), ("zip",), ("zip", "code"), ("postcode",)),
    *(("post", "code"), ("postal", "code"), ("bg",), ("бг",)),
)
COUNTRY_NAMES = (
    *(("република", "българия"), ("р", "българия"), ("р", "ка", "българия"), ("българия",)),
    *(("republic", "of", "bulgaria"), ("r", "bulgaria"), ("bulgaria",), ("bg",), ("бг",)),
)

# The closed list of shortened first words: „В. Търново“, „Ст. Загора“, „Ген. Тошево“.
SHORT_FIRST_WORDS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("велико", "велики"), ("в", "вел")),
    **dict.fromkeys(("стара", "стари", "старо"), ("ст",)),
    **dict.fromkeys(("нова", "нови", "ново"), ("н", "нов")),
    **dict.fromkeys(("горна", "горни", "горно"), ("г", "гор")),
    **dict.fromkeys(("долна", "долни", "долно"), ("д", "дол")),
    **dict.fromkeys(("малка", "малки", "малко", "малък"), ("м", "мал")),
    **dict.fromkeys(("голяма", "големи", "голямо", "голям"), ("г", "гол")),
    **dict.fromkeys(("средна", "средни", "средно"), ("ср",)),
    **dict.fromkeys(("бяла", "бяло", "бял"), ("б",)),
    **dict.fromkeys(("червен", "червена"), ("ч", "черв")),
    **dict.fromkeys(("полски", "полско"), ("п", "пол")),
    "свети": ("св",),
    "генерал": ("ген", "г"),
    "полковник": ("полк", "п"),
    "капитан": ("кап", "к"),
    "поручик": ("пор",),
    "професор": ("проф",),
    "доктор": ("д р", "др"),
    "отец": ("о",),
    "граф": ("гр",),
    "екзарх": ("екз",),
    "георги": ("г",),
    "гоце": ("г",),
    "никола": ("н",),
    "хаджи": ("х",),
    "елин": ("е", "ел"),
    "павел": ("п",),
    "сапарева": ("сап",),
    "бобов": ("б", "боб"),
    "вълчи": ("в",),
    "момин": ("м",),
    "сливо": ("сл",),
    "цар": ("ц",),
    "минерални": ("мин",),
    "братя": ("бр",),
}
# Names in English use, beside the transliterated ones.
ENGLISH_FIRST_WORDS: Mapping[str, tuple[str, ...]] = {"свети": ("st", "saint")}
# Names in daily use that differ from the register's. „Хисар“ is also a village, so without
# „гр.“ it stays ambiguous.
DAILY_NAMES: Mapping[str, str] = {
    "rila monastery": "рилски манастир",
    "хисар": "хисаря",
    "hisar": "хисаря",
}

# Other names of municipalities and districts, as code lists.
MUNICIPALITY_ALIASES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        (
            *("столична", "столична голяма", "столица", "софия", "софия град", "софия столица"),
            *("sofia", "sofia city", "sofia grad", "sofia capital", "sofia stolitsa"),
            *("stolichna", "metropolitan", "capital"),
        ),
        ("SOF46",),
    ),
    **dict.fromkeys(("хисар", "hisar"), ("PDV37",)),
    **dict.fromkeys(("добричка", "dobrichka", "dobrich rural"), ("DOB15",)),
    **dict.fromkeys(("добрич град", "добрич градска", "dobrich city"), ("DOB28",)),
}
# „обл. София“ alone may be either; „Софийска“ is the district around the capital.
DISTRICT_ALIASES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("софия", "софийско", "sofia"), ("SFO", "SOF")),
    **dict.fromkeys(
        (
            *("софия град", "софия столица", "столица", "столична", "софия градска"),
            *("sofia grad", "sofia city", "sofia capital", "sofia stolitsa", "stolichna"),
        ),
        ("SOF",),
    ),
    **dict.fromkeys(
        ("софия област", "софийска", "sofia province", "sofia oblast", "sofiyska"),
        ("SFO",),
    ),
}
# Feminine adjectives of the districts; the neuter („Русенско“) is made from them.
# The capital's are among the aliases.
DISTRICT_ADJECTIVES: Mapping[str, str] = {
    "благоевградска": "BLG",
    "бургаска": "BGS",
    "варненска": "VAR",
    "великотърновска": "VTR",
    "видинска": "VID",
    "врачанска": "VRC",
    "габровска": "GAB",
    "добричка": "DOB",
    "кърджалийска": "KRZ",
    "кюстендилска": "KNL",
    "ловешка": "LOV",
    "монтанска": "MON",
    "пазарджишка": "PAZ",
    "пернишка": "PER",
    "плевенска": "PVN",
    "пловдивска": "PDV",
    "разградска": "RAZ",
    "русенска": "RSE",
    "силистренска": "SLS",
    "сливенска": "SLV",
    "смолянска": "SML",
    "старозагорска": "SZR",
    "търговишка": "TGV",
    "хасковска": "HKV",
    "шуменска": "SHU",
    "ямболска": "JAM",
}
# Adjectives stand before their label: „Столична община“, „Русенска област“.
ADJECTIVES: Mapping[Level, frozenset[str]] = {
    "municipality": frozenset({"столична", "добричка"}),
    "district": frozenset({*DISTRICT_ADJECTIVES, "столична", "софийска"}),
}
