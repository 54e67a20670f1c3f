from __future__ import annotations

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.core.errors import LocalError
from jos_tui.jobs.planning.globs import Globs
from jos_tui.jobs.request import Filters

NAMES = st.lists(st.text("ab.", min_size=1, max_size=3), min_size=1, max_size=4).map("/".join)
PIECES = st.sampled_from(["a", "b", ".", "*", "?", "[ab]", "[!a]", "[a-b]"])
SEGMENTS = st.one_of(st.just("**"), st.lists(PIECES, min_size=1, max_size=3).map("".join))
GLOBS = st.builds(
    lambda segments, end: "/".join(segments) + end,
    st.lists(
        SEGMENTS.filter(lambda text: "**" not in text or text == "**"), min_size=1, max_size=3
    ),
    st.sampled_from(["", "/", "/**"]),
)


def one_segment(glob: str, name: str) -> bool:
    """Whether a segment of a glob matches a segment of a name, tried piece by piece."""
    if not glob:
        return not name
    if glob[0] == "*":
        return any(one_segment(glob[1:], name[cut:]) for cut in range(len(name) + 1))
    if glob[0] == "[":
        inside, rest = glob[1:].split("]", 1)
        wanted = set("ab" if inside == "a-b" else inside.removeprefix("!"))
        is_in = name[:1] in wanted
        return name != "" and is_in != inside.startswith("!") and one_segment(rest, name[1:])
    return name != "" and glob[0] in {"?", name[0]} and one_segment(glob[1:], name[1:])


def segments(globs: list[str], names: list[str]) -> bool:
    """Whether the segments of a glob match those of a name, tried one by one."""
    if not globs:
        return not names
    if globs == ["**"]:
        return bool(names)
    if globs[0] == "**":
        return any(segments(globs[1:], names[cut:]) for cut in range(len(names) + 1))
    return bool(names) and one_segment(globs[0], names[0]) and segments(globs[1:], names[1:])


def matches(glob: str, name: str) -> bool:
    """The simple reference."""
    is_plain = not re.search(r"[*?[]", glob) and not glob.endswith("/")
    if glob.endswith("/"):
        glob += "**"
    names = name.split("/")
    beginnings = [names[:cut] for cut in range(1, len(names) + 1)] if is_plain else [names]
    if "/" in glob:
        return any(segments(glob.split("/"), some) for some in beginnings)
    if glob == "**":
        return True
    return any(one_segment(glob, some[-1]) for some in beginnings)


@given(GLOBS, NAMES)
def test_a_glob_takes_what_a_simple_reference_takes(glob: str, name: str) -> None:
    assert Globs(Filters(include=(glob,))).takes(name) == matches(glob, name)
    assert Globs(Filters(exclude=(glob,))).takes(name) != matches(glob, name)


@given(st.lists(GLOBS, max_size=3), st.lists(GLOBS, max_size=3), NAMES)
def test_one_include_is_enough_and_one_exclude_wins(
    include: list[str], exclude: list[str], name: str
) -> None:
    expected = not include or any(matches(glob, name) for glob in include)
    expected = expected and not any(matches(glob, name) for glob in exclude)
    assert Globs(Filters(tuple(include), tuple(exclude))).takes(name) == expected


@given(st.lists(GLOBS, max_size=2), GLOBS, NAMES, NAMES)
def test_nothing_below_a_closed_folder_takes_part(
    include: list[str], exclude: str, folder: str, below: str
) -> None:
    globs = Globs(Filters(tuple(include), (exclude,)))
    if globs.closes(f"{folder}/"):
        assert not globs.takes(f"{folder}/{below}")


@pytest.mark.parametrize(
    ("glob", "folder", "closed"),
    [
        ("cache", "cache/", True),
        ("cache", "a/cache/", True),
        ("a/cache", "a/cache/", True),
        ("a/cache", "b/a/cache/", False),
        ("cache/**", "cache/", True),
        ("cache/", "cache/", True),
        ("cache/**", "a/cache/", False),
        ("**/cache/**", "a/cache/", True),
        ("**/cache/**", "cache/", True),
        ("*.nc", "a.nc/", False),
        ("/cache", "cache/", True),
        ("/cache", "a/cache/", False),
    ],
)
def test_a_folder_is_closed_where_the_glob_says_so(glob: str, folder: str, closed: bool) -> None:
    assert Globs(Filters(exclude=(glob,))).closes(folder) == closed


@pytest.mark.parametrize(
    ("glob", "name"),
    [
        ("line\nbreak", "line\nbreak"),
        ("a+b(c)$", "a+b(c)$"),
        ("[]]", "]"),
        ("[!]]", "a"),
        ("[!]", "!"),
        ("[[&&~~||]", "["),
        ("*", "new\nline"),
        ("a[", "a["),
        ("**/x", "x"),
        ("a/**/x", "a/x"),
        ("é*", "été"),
    ],
)
def test_odd_globs_and_names(glob: str, name: str) -> None:
    assert Globs(Filters(include=(glob,))).takes(name)


@pytest.mark.parametrize("glob", ["", "[z-a]", "[a--]"])
def test_what_is_no_glob_is_said(glob: str) -> None:
    with pytest.raises(LocalError):
        Globs(Filters(exclude=(glob,)))


@given(st.text(max_size=12), st.text(max_size=12))
def test_no_text_breaks_it(glob: str, name: str) -> None:
    with suppress(LocalError):
        globs = Globs(Filters(exclude=(glob,)))
        globs.takes(name)
        globs.closes(name)
