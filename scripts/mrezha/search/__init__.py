"""Search that understands Bulgarian: the index is built here, the engine runs in JavaScript."""

from mrezha.search.build import build_index
from mrezha.search.documents import (
    SearchDocument,
    SearchLabel,
    SearchOffer,
    SearchPlace,
    SearchSettings,
)
from mrezha.search.geography import list_places, make_settings
from mrezha.search.runner import SearchAnswer, SearchError, search_folder, search_site

__all__ = [
    "SearchAnswer",
    "SearchDocument",
    "SearchError",
    "SearchLabel",
    "SearchOffer",
    "SearchPlace",
    "SearchSettings",
    "build_index",
    "list_places",
    "make_settings",
    "search_folder",
    "search_site",
]
