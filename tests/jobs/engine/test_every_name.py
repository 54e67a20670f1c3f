"""Any names at all go through uploads, downloads and deletions, each as itself."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jos_tui.core.local_names import OrderedNames
from jos_tui.core.location import SEPARATOR
from jos_tui.jobs.model import JobState
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
        if path.is_file():
            yield path.relative_to(bench.here).as_posix(), path.read_bytes()
