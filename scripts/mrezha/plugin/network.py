"""Lay out the network of enterprises for a drawing."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, MARGIN = 800, 520, 40
SIDE = 120  # half of the longest name that is drawn
# A drawing with more enterprises than this is a ball of wool; the lists then say it all.
MOST_DRAWN = 120


@dataclass(frozen=True, slots=True)
class Node:
    """One enterprise in the drawing."""

    id: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class NetworkDrawing:
    """Nodes, and the lines between them as (x1, y1, x2, y2)."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    lines: tuple[tuple[int, int, int, int], ...]


def draw_network(links: Sequence[tuple[str, str]]) -> NetworkDrawing | None:
    """Return a drawing of links between ids; None for none, or for too many to be read.

    Layout by Kamada and Kawai from a circle, without chance: the same links give the same
    drawing.
    """
    ids = sorted({id_ for link in links for id_ in link})
    if not ids or len(ids) > MOST_DRAWN:
        return None
    import igraph  # type: ignore[import-untyped]  # half a second, and only where there is a network

    number = {id_: at for at, id_ in enumerate(ids)}
    pairs = sorted({(number[a], number[b]) for a, b in links if a != b})
    graph = igraph.Graph(n=len(ids), edges=pairs)
    layout = graph.layout_kamada_kawai(seed=graph.layout_circle())
    box = (SIDE, MARGIN, WIDTH - SIDE, HEIGHT - MARGIN)
    layout.fit_into(box, keep_aspect_ratio=False)
    at = [(round(x), round(y)) for x, y in layout.coords]
    nodes = tuple(Node(id_, *at[number[id_]]) for id_ in ids)
    lines = tuple((*at[a], *at[b]) for a, b in pairs)
    return NetworkDrawing(WIDTH, HEIGHT, nodes, lines)
