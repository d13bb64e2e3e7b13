"""The moment a site is built for: the one place where the machine's clock is read."""

import datetime
from collections.abc import Mapping

VARIABLE = "SOURCE_DATE_EPOCH"


def read_now(environment: Mapping[str, str]) -> datetime.datetime:
    """Return SOURCE_DATE_EPOCH when it is set, else now: the same moment gives the same bytes.

    Source: reproducible-builds.org, SOURCE_DATE_EPOCH, seconds since 1970 in UTC. A value
    that is no number of seconds is not used.
    """
    given = environment.get(VARIABLE, "")
    if given.isascii() and given.isdigit() and len(given) < 12:
        return datetime.datetime.fromtimestamp(int(given), datetime.UTC)
    return datetime.datetime.now(datetime.UTC).replace(microsecond=0)
