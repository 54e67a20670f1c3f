"""Any names at all go through uploads, downloads and deletions, each as itself."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jos_tui.core.local_names import NAMES_FILE, LocalNames, OrderedNames
from jos_tui.core.location import SEPARATOR
from jos_tui.jobs.exact_names import differences
from jos_tui.jobs.model import Conflict, JobState
from jos_tui.jobs.request import Extra
from tests.jobs.engine.engine_bench import NOW, EngineBench
from tests.support.hostile_names import LONGEST_KEY, every_name
from tests.survival.rig import below

PIECES = st.one_of(
    st.sampled_from(["", ".", "..", "a", "A", "a%2F", "%2F", "~", ".a.jos-part", "\n", "\x1b[2J"]),
    st.text(st.characters(exclude_characters="/", exclude_categories=["Cs"]), max_size=12),
    st.builds(lambda letter, size: letter * size, st.sampled_from("aé\x1b"), st.integers(80, 260)),
)
KEYS = st.lists(PIECES, min_size=1, max_size=4).map(SEPARATOR.join) | st.sampled_from(every_name())
SOME_KEYS = st.lists(
    KEYS.filter(lambda key: 0 < len(key.encode()) <= LONGEST_KEY - 5), unique=True, max_size=8
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kept=SOME_KEYS, doomed=SOME_KEYS)
def test_what_is_saved_and_what_is_deleted_is_exactly_what_was_chosen(
    engine_bench: EngineBench, kept: list[str], doomed: list[str]
) -> None:
    bench = engine_bench
    keep = {f"keep/{key}": f"keep {key}".encode() for key in kept}
    drop = {f"drop/{key}": f"drop {key}".encode() for key in doomed}
    bench.fill(keep | drop)
    try:
        assert bench.done(bench.get(below(bench.bucket, "keep/"))).state is JobState.DONE
        names = OrderedNames()
        paths = {key: path_of(names, key) for key in sorted(keep, key=str.encode)}
        assert dict(saved(bench)) == {paths[key]: body for key, body in keep.items()}
        assert bench.done(bench.delete(below(bench.bucket, "drop/"))).state is JobState.DONE
        assert bench.objects() == keep
    finally:
        assert bench.store.delete_many(bench.bucket, [*keep, *drop], NOW) == []
        shutil.rmtree(bench.here, ignore_errors=True)


def path_of(names: OrderedNames, key: str) -> str:
    return names.text_for_content(key) if key.endswith(SEPARATOR) else names.text_for(key)


def saved(bench: EngineBench) -> Iterator[tuple[str, bytes]]:
    for path in bench.here.rglob("*"):
        if path.is_file() and path.name != NAMES_FILE:
            yield path.relative_to(bench.here).as_posix(), path.read_bytes()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(keys=SOME_KEYS)
def test_what_was_saved_is_uploaded_under_its_own_names(
    engine_bench: EngineBench, keys: list[str]
) -> None:
    bench = engine_bench
    bodies = {f"down/{key}": f"body of {key}".encode() for key in keys}
    bench.fill(bodies)
    again = {f"up/{key}": f"body of {key}".encode() for key in keys}
    try:
        there_and_back(bench)
        assert bench.objects() == bodies | again
    finally:
        assert bench.store.delete_many(bench.bucket, [*bodies, *again], NOW) == []
        shutil.rmtree(bench.here, ignore_errors=True)


def there_and_back(bench: EngineBench) -> None:
    """Save what is below ``down/`` and upload it below ``up/``."""
    if not bench.keys():
        return
    assert bench.done(bench.get(below(bench.bucket, "down/"))).failures == ()
    upload = bench.put(bench.here / "down", prefix="up/", contents=True, extra=Extra.DELETE)
    assert bench.done(upload).failures == ()


def test_all_names_there_can_be_come_back_as_themselves(engine_bench: EngineBench) -> None:
    bench = engine_bench
    keys = [key for key in every_name() if len(key.encode()) <= LONGEST_KEY - 5]
    bench.fill({f"down/{key}": key.encode() for key in keys})
    there_and_back(bench)
    assert sorted(bench.keys()) == sorted(
        [f"{top}/{key}" for key in keys for top in ("down", "up")]
    )
    same = bench.done(
        bench.put(
            bench.here / "down",
            prefix="up/",
            contents=True,
            conflict=Conflict.IF_DIFFERENT,
            extra=Extra.DELETE,
        )
    )
    assert (same.done, same.skipped) == (0, len(keys))


def test_no_object_can_take_the_place_of_the_names(engine_bench: EngineBench) -> None:
    bench = engine_bench
    planted = json.dumps({"here": "a", "there": "b"}).encode()
    bodies = {f"down/{NAMES_FILE}": planted, f"down/{NAMES_FILE}/x": b"x", "down/a": b"a"}
    bench.fill(bodies)
    there_and_back(bench)
    assert bench.objects() == bodies | {key.replace("down", "up"): bodies[key] for key in bodies}


def test_names_are_kept_through_no_link(engine_bench: EngineBench) -> None:
    bench = engine_bench
    outside = bench.file("outside", b"")
    (bench.here / "down").mkdir(parents=True)
    (bench.here / "down" / NAMES_FILE).symlink_to(outside)
    bench.fill({"down/a\nb": b"body"})
    report = bench.done(bench.get(below(bench.bucket, "down/")))
    assert (bench.here / "down" / "a%0Ab").read_bytes() == b"body"
    assert outside.read_bytes() == b""
    assert any("could not be kept" in note for note in report.notes)


@given(st.lists(KEYS, unique=True, max_size=20), st.booleans())
def test_every_step_of_a_path_has_its_counterpart_in_the_key(keys: list[str], fold: bool) -> None:
    names = LocalNames(fold_case=fold)
    for key in keys:
        path = names.text_for_content(key) if key.endswith(SEPARATOR) else names.text_for(key)
        steps = path.split(SEPARATOR)
        exact = steps.copy()
        for folder, here, there in differences(path, key):
            number = folder.count(SEPARATOR)
            assert (steps[number], folder) == (here, "".join(f"{step}/" for step in steps[:number]))
            exact[number] = there
        assert SEPARATOR.join(exact) == key
