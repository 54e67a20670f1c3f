"""A few letters find a place among many."""

from __future__ import annotations

from jos_tui.browse.places.ranking import ranked

PLACES = ["cmip6/MOHC/tas", "cmip6/tas-old/pr", "era5/t2m/a/s", "cmip6/Tas"]


def found(typed: str) -> list[str]:
    return ranked([(place, place) for place in PLACES], typed)


def test_the_last_name_counts_most_then_the_path_then_single_letters() -> None:
    assert found("tas") == ["cmip6/MOHC/tas", "cmip6/Tas", "cmip6/tas-old/pr", "era5/t2m/a/s"]


def test_every_word_has_to_be_there() -> None:
    assert found("mohc tas") == ["cmip6/MOHC/tas"]
    assert found("cmip6 zzz") == []


def test_nothing_typed_leaves_the_order() -> None:
    assert found(" ") == PLACES
