"""Python texts: they compile, and name store, key and where the keys are."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jos_tui.browse.snippets import python
from jos_tui.browse.snippets.snippet import Snippet, Subject
from jos_tui.core.errors import CannotBeNamed
from jos_tui.profiles.profile import Profile
from tests.browse.snippets.subjects import (
    ADDRESS,
    BUCKET,
    KEEPINGS,
    PLAIN,
    PROFILES,
    SUBJECTS,
    obj,
    sub,
)
from tests.support.hostile_names import HOSTILE

Write = Callable[[Profile, Subject], Snippet]
ALL: dict[str, Write] = {"xarray": python.xarray, "zarr": python.zarr, "s3fs": python.s3fs}
KEYS = [key for keys in HOSTILE.values() for key in keys]


def strings_of(text: str) -> set[str]:
    constants = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)]
    return {node.value for node in constants if isinstance(node.value, str)}


def options_of(text: str, **given: Any) -> dict[str, Any]:
    """Run the lines of a text up to the options it connects with, and return those."""
    tree = ast.parse(text)
    wanted: list[ast.stmt] = [
        node
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in {"keys", "options"}
    ]
    names: dict[str, Any] = {"json": json, "Path": Path, **given}
    exec(compile(ast.Module(wanted, []), "snippet", "exec"), names)
    options: dict[str, Any] = names["options"]
    return options


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
@pytest.mark.parametrize("write", ALL.values(), ids=ALL)
def test_every_text_is_python_for_this_store_in_path_style(profile: Profile, write: Write) -> None:
    for subject in SUBJECTS if write is not python.zarr else SUBJECTS[1:]:
        text = write(profile, subject).text
        compile(text, "snippet", "exec")
        shown = strings_of(text)
        assert ADDRESS in shown
        assert subject.uri.removesuffix("/") in shown
        assert {"addressing_style", "path"} <= shown
        assert ("anon" in shown) == profile.anonymous


def test_every_hostile_key_is_named_exactly_or_not_at_all() -> None:
    refused = set()
    for key in KEYS:
        try:
            assert f"s3://bucket/{key}" in strings_of(python.s3fs(PLAIN, obj(key)).text)
        except CannotBeNamed:
            refused.add(key)
    assert refused == {key for key in KEYS if key.endswith("/") or "?versionId=" in key}


def test_a_zarr_store_is_a_prefix_and_netcdf_an_object() -> None:
    assert "xr.open_zarr(" in python.xarray(PLAIN, sub("a/b.zarr/")).text
    assert "xr.open_zarr(" in python.xarray(PLAIN, BUCKET).text
    assert "xr.open_dataset(fs.open(" in python.xarray(PLAIN, obj("a.nc")).text
    assert "zarr.open(" in python.zarr(PLAIN, sub("a/b.zarr/")).text
    with pytest.raises(CannotBeNamed, match="prefix"):
        python.zarr(PLAIN, obj("zarr.json"))


@pytest.mark.parametrize("prefix", ["/", "a//", "a::b/", "a?versionId=1/"])
def test_a_prefix_that_would_be_taken_for_another_is_refused(prefix: str) -> None:
    for write in ALL.values():
        with pytest.raises(CannotBeNamed):
            write(PLAIN, sub(prefix))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("json", {"token": "K", "secret": "S", "session": "T"}),
        ("mc", {"aliases": {"ceda": {"accessKey": "K", "secretKey": "S", "sessionToken": "T"}}}),
        ("temporary", {"token": "K", "secret": "S", "session": "T"}),
    ],
)
def test_keys_in_json_are_read_from_there(
    name: str, content: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    source = PROFILES[name].kept[0].source
    file = Path(source).expanduser()
    file.parent.mkdir()
    file.write_text(json.dumps(content))
    options = options_of(python.s3fs(PROFILES[name], SUBJECTS[0]).text)
    assert (options["key"], options["secret"]) == ("K", "S")
    assert options.get("token") == ("T" if name == "temporary" else None)


def test_keys_of_an_aws_profile_are_named_by_it() -> None:
    assert options_of(python.s3fs(PROFILES["aws"], BUCKET).text)["profile"] == "ceda 'dev'"
    assert "/etc/aws" in python.s3fs(PROFILES["aws elsewhere"], BUCKET).note


def test_a_region_that_is_not_the_usual_one_is_named() -> None:
    options = options_of(python.s3fs(PROFILES["elsewhere"], BUCKET).text)
    assert options["client_kwargs"] == {"endpoint_url": ADDRESS, "region_name": "eu-west-2"}


def test_every_way_to_keep_keys_is_known() -> None:
    assert {kept.keeper for kept in KEEPINGS.values()} == set(type(KEEPINGS["aws"].keeper))
