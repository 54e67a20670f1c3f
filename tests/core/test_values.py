"""Data classes that are made quickly behave as the standard ones do."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field, fields, replace
from dataclasses import dataclass as standard
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.core.values import dataclass as quick

Maker = Callable[..., Callable[[type], Any]]
TRUTHS = st.tuples(st.integers(0, 2), st.sampled_from(["", "a", "b"]))


def point(maker: Maker) -> Any:
    """Return the same class, made by one or the other."""

    @maker(frozen=True, slots=True)
    class Point:
        """A place."""

        x: int
        name: str = ""
        hidden: str = field(default="-", repr=False)
        notes: list[str] = field(default_factory=list)

    return Point


STANDARD, QUICK = point(standard), point(quick)
both = pytest.mark.parametrize("kind", [STANDARD, QUICK], ids=["standard", "quick"])


def outcome(call: Callable[[], Any]) -> object:
    try:
        return call()
    except TypeError:
        return TypeError


@given(TRUTHS, TRUTHS)
def test_equality_hash_and_representation_are_those_of_the_standard_ones(
    first: tuple[int, str], second: tuple[int, str]
) -> None:
    plain, ours = ([kind(*first), kind(*second)] for kind in (STANDARD, QUICK))
    assert (ours[0] == ours[1]) is (plain[0] == plain[1])
    assert [repr(one) for one in ours] == [repr(one) for one in plain]


@both
def test_equal_values_have_equal_hashes_where_all_their_parts_have_one(kind: Any) -> None:
    assert hash(kind(1, "a", "b", ())) == hash(kind(1, "a", "b", ()))
    with pytest.raises(TypeError):
        hash(kind(1))


@both
def test_values_of_two_classes_are_never_equal(kind: Any) -> None:
    assert kind(1) != point(quick)(1)
    assert kind(1) != (1, "", "-", [])


@pytest.mark.parametrize(
    ("given_", "named"),
    [
        ((), {}),
        ((1,), {}),
        ((), {"x": 1, "notes": ["n"]}),
        ((1, "a", "b", [], 5), {}),
        ((1,), {"x": 1}),
        ((1,), {"y": 1}),
    ],
)
def test_arguments_are_taken_and_refused_alike(
    given_: tuple[Any, ...], named: dict[str, Any]
) -> None:
    plain, ours = (outcome(partial(kind, *given_, **named)) for kind in (STANDARD, QUICK))
    assert repr(ours) == repr(plain)


@both
def test_each_value_has_a_default_of_its_own(kind: Any) -> None:
    assert kind(1).notes is not kind(1).notes


@both
def test_nothing_can_be_set_or_deleted(kind: Any) -> None:
    value = kind(1)
    for change in (
        partial(setattr, value, "x", 2),
        partial(setattr, value, "other", 2),
        partial(delattr, value, "x"),
    ):
        with pytest.raises((FrozenInstanceError, TypeError)):
            change()
    assert value == kind(1)
    assert not hasattr(value, "__dict__")


@both
def test_values_are_replaced_matched_and_asked_for_their_fields(kind: Any) -> None:
    match replace(kind(1, "a"), x=2):
        case kind(x, name):
            assert (x, name) == (2, "a")
    assert [(one.name, one.type) for one in fields(kind)] == [
        (one.name, one.type) for one in fields(STANDARD)
    ]


def test_a_class_may_say_itself_how_it_is_shown() -> None:
    @quick(frozen=True, slots=True)
    class Shown:
        """Shows itself."""

        x: int

        def __repr__(self) -> str:
            return "shown"

    assert repr(Shown(1)) == "shown"


def test_other_kinds_of_data_classes_are_refused() -> None:
    with pytest.raises(TypeError):
        quick(frozen=False, slots=True)


def test_all_that_the_first_frame_waits_for_is_made_quickly() -> None:
    code = (
        "import sys, jos_tui.cli.main, jos_tui.profiles.wanted, jos_tui.ui.run\n"
        "for name, module in list(sys.modules.items()):\n"
        "    for one in vars(module).values() if name.startswith('jos_tui.') else ():\n"
        "        if isinstance(one, type) and one.__module__ == name:\n"
        "            made = getattr(one, '__dataclass_params__', None)\n"
        "            if made is not None and made.frozen:\n"
        "                print(name, one.__name__)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == ""
