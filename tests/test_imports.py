"""What starts light stays light: who loads Textual and minio, seen at run time."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import jos_tui


def loaded_by(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint(' '.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.split())


def the_browser() -> str:
    """Return what loads the browser, with all that its keys do."""
    groups = (Path(jos_tui.__file__).parent / "ui" / "browser").glob("*.py")
    names = sorted(group.stem for group in groups if group.stem != "__init__")
    imports = [f"import jos_tui.ui.browser.{name}" for name in names]
    return "\n".join(["import jos_tui.ui.run", *imports])


@cache
def loaded_by_the_browser() -> set[str]:
    return loaded_by(the_browser())


@pytest.mark.parametrize("heavy", ["textual", "minio", "urllib3"])
def test_the_command_line_loads_nothing_heavy(heavy: str) -> None:
    assert heavy not in loaded_by("import jos_tui.cli.main")


def test_the_screen_does_not_wait_for_minio() -> None:
    assert "minio" not in loaded_by("import jos_tui.ui.app")


@pytest.mark.parametrize(
    "later",
    [
        "sqlite3",
        "xml",
        "jos_tui.store.store",
        "jos_tui.jobs.worker.client",
        "jos_tui.jobs.worker.messages",
        "jos_tui.browse.usage_cache",
        "jos_tui.ui.local",
        "jos_tui.ui.usage",
        "jos_tui.ui.transfers",
        "jos_tui.ui.preview",
        "jos_tui.ui.versions",
        "jos_tui.ui.leftovers",
        "jos_tui.ui.records",
        "jos_tui.ui.dialogs.delete",
        "jos_tui.ui.dialogs.get",
        "jos_tui.ui.dialogs.palette",
        "jos_tui.ui.dialogs.put",
    ],
)
def test_the_first_frame_does_not_wait_for_what_a_key_opens(later: str) -> None:
    assert later not in loaded_by_the_browser()


@pytest.mark.parametrize("room", ["browse.listing_model", "jobs.engine", "store.store"])
def test_no_room_below_the_screen_knows_textual(room: str) -> None:
    assert "textual" not in loaded_by(f"import jos_tui.{room}")


@pytest.mark.parametrize(
    "unused", ["minio.minioadmin", "Crypto", "argon2", "minio.lifecycleconfig", "minio.select"]
)
def test_what_of_minio_nobody_uses_is_left_out(unused: str) -> None:
    loaded = loaded_by("import jos_tui.store.client")
    assert "minio.api" in loaded
    assert unused not in loaded


def test_who_wants_what_of_minio_is_left_out_gets_it() -> None:
    loaded = loaded_by(
        "import jos_tui.store.client\n"
        "from minio.minioadmin import MinioAdmin\n"
        "from minio.lifecycleconfig import LifecycleConfig\n"
        "assert MinioAdmin.__module__ == 'minio.minioadmin'\n"
        "assert LifecycleConfig.__module__ == 'minio.lifecycleconfig'"
    )
    assert "argon2" in loaded


def test_minio_stays_whole_where_somebody_has_loaded_it_before() -> None:
    loaded_by(
        "import minio\n"
        "import jos_tui.store.client\n"
        "assert isinstance(minio.MinioAdmin, type)\n"
        "assert minio.minioadmin is sys.modules['minio.minioadmin']"
    )


def test_a_minio_that_cannot_do_without_that_half_is_loaded_whole(tmp_path: Path) -> None:
    package = tmp_path / "minio"
    package.mkdir()
    (package / "__init__.py").write_text(
        "from .minioadmin import Needed\nfrom .api import Minio\nNeeded.kind\n"
    )
    (package / "minioadmin.py").write_text("class Needed:\n    kind = 1\n")
    (package / "api.py").write_text("class Minio: ...\n")
    (package / "error.py").write_text("class MinioException(Exception): ...\n")
    (package / "signer.py").write_text("def presign_v4(): ...\n")
    (package / "credentials").mkdir()
    (package / "credentials" / "credentials.py").write_text("class Credentials: ...\n")
    loaded = loaded_by(
        f"sys.path.insert(0, {str(tmp_path)!r})\n"
        "from jos_tui.store.lean_minio import Minio, MinioException\n"
        f"assert sys.modules['minio'].__file__.startswith({str(tmp_path)!r})"
    )
    assert "minio.minioadmin" in loaded


def test_a_program_that_ends_does_not_look_for_garbage_once_more() -> None:
    loaded_by(
        "import gc\n"
        "from jos_tui.cli.starting import main\n"
        "sys.argv[1:] = ['--version']\n"
        "try:\n"
        "    main()\n"
        "except SystemExit as end:\n"
        "    assert end.code == 0\n"
        "assert gc.get_freeze_count() > len(gc.get_objects())"
    )


@pytest.mark.parametrize("unused", ["textual.command", "textual.widgets._select", "ssl"])
def test_what_of_textual_no_screen_shows_is_left_out(unused: str) -> None:
    loaded = loaded_by("from jos_tui.ui import lean_textual\nlean_textual.load()")
    assert "textual.app" in loaded
    assert unused not in loaded


def test_the_first_frame_waits_for_no_openssl() -> None:
    loaded = loaded_by(f"from jos_tui.ui import lean_textual\nlean_textual.load()\n{the_browser()}")
    assert {"_ssl", "_hashlib"}.isdisjoint(loaded)


def test_who_wants_the_palette_of_textual_or_tls_gets_it() -> None:
    loaded_by(
        "from jos_tui.ui import lean_textual\n"
        "lean_textual.load()\n"
        "from textual.command import CommandPalette, Provider\n"
        "from textual.screen import Screen\n"
        "assert issubclass(CommandPalette, Screen)\n"
        "import ssl\n"
        "ssl.create_default_context()"
    )


def test_textual_stays_whole_where_somebody_has_loaded_it_before() -> None:
    loaded_by(
        "import textual.app\n"
        "from jos_tui.ui import lean_textual\n"
        "lean_textual.load()\n"
        "assert textual.app.CommandPalette is sys.modules['textual.command'].CommandPalette"
    )


def test_a_textual_that_cannot_do_without_its_palette_is_loaded_whole(tmp_path: Path) -> None:
    package = tmp_path / "textual"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "command.py").write_text("class Palette:\n    key = 'ctrl+p'\n")
    (package / "app.py").write_text(
        "from textual.command import Palette\nclass App:\n    key = Palette.key\n"
    )
    loaded = loaded_by(
        f"sys.path.insert(0, {str(tmp_path)!r})\n"
        "from jos_tui.ui import lean_textual\n"
        "lean_textual.load()\n"
        "from textual.app import App\n"
        "assert App.key == 'ctrl+p'"
    )
    assert "textual.command" in loaded


def test_an_expression_of_textual_is_compiled_when_it_is_first_matched_with() -> None:
    loaded_by(
        "from jos_tui.ui import lean_textual\n"
        "lean_textual.load()\n"
        "from textual.css.tokenizer import Expect\n"
        "never = Expect('one', number='(').expect_eof()\n"
        "assert 'match' not in vars(never)\n"
        "first = Expect('one', number='[0-9]').expect_eof().expect_semicolon(False)\n"
        "assert first.match('7') and first._expect_eof and not first._expect_semicolon\n"
        "assert not first._extract_text and first.names == ['number']"
    )


def test_callbacks_get_as_many_parameters_as_they_take() -> None:
    loaded_by(
        "from functools import partial, wraps\n"
        "from inspect import signature\n"
        "from jos_tui.ui import lean_textual\n"
        "lean_textual.load()\n"
        "import textual._callback\n"
        "from textual._callback import count_parameters\n"
        "class Some:\n"
        "    def method(self, one, two=2, *more, three, **others): pass\n"
        "    @staticmethod\n"
        "    def static(one): pass\n"
        "    def __call__(self, one): pass\n"
        "    def of_all(*of): pass\n"
        "    wrapped = wraps(method)(lambda self, *of: 0)\n"
        "    of_class = classmethod(method)\n"
        "@wraps(Some.static)\n"
        "def wrapped(*of): pass\n"
        "some = Some()\n"
        "every = [some.method, Some.static, lambda: 0, wrapped, some, some.of_class, [].append]\n"
        "every += [some.wrapped, some.of_all]\n"
        "counted = textual._callback._count_parameters\n"
        "assert [counted(each) for each in every] == [\n"
        "    len(signature(each).parameters) for each in every]\n"
        "assert count_parameters(some.method) == 5\n"
        "assert count_parameters(partial(Some.static, 1)) == 0"
    )


def test_a_variable_of_the_theme_is_read_once_a_style_sheet_refers_to_it() -> None:
    loaded_by(
        "from jos_tui.ui import lean_textual\n"
        "lean_textual.load()\n"
        "from textual.css import tokenize\n"
        "from textual.css.stylesheet import Stylesheet\n"
        "values = {'one': 'red', 'two': '#112233 50%', 'other': 'green'}\n"
        "usual = tokenize.tokenize_values(values)\n"
        "sheet = Stylesheet(variables=values)\n"
        "sheet.add_source('$more: $one; Static {color: $more; background: $two}', ('here', ''))\n"
        "eager = Stylesheet(variables={'two': '#112233 50%', 'one': 'red'})\n"
        "eager.add_source('Static {color: red; background: #112233 50%}', ('here', ''))\n"
        "assert sheet.rules[0].styles == eager.rules[0].styles\n"
        "late = sheet._variable_tokens\n"
        "assert [name for name in values if list.__len__(late[name])] == ['one', 'two']\n"
        "assert {name: list(tokens) for name, tokens in late.items()} == usual"
    )


def test_what_textual_rarely_uses_is_loaded_when_it_is_used() -> None:
    loaded_by(
        "from jos_tui.ui import lean_textual\n"
        "lean_textual.load()\n"
        "late = ('mimetypes', 'platformdirs', 'rich.table', 'textual.canvas')\n"
        "assert not any(name in sys.modules for name in late)\n"
        "from textual import app, layout\n"
        "assert app.mimetypes.guess_type('a.html')[0] == 'text/html'\n"
        "assert app.user_downloads_path().name\n"
        "canvas = layout.Canvas(2, 1)\n"
        "from textual.canvas import Canvas\n"
        "assert type(canvas) is Canvas\n"
        "import platformdirs\n"
        "assert app.user_downloads_path() == platformdirs.user_downloads_path()"
    )


def test_a_fault_in_a_style_sheet_is_explained() -> None:
    loaded_by(
        "from jos_tui.ui import lean_textual\n"
        "lean_textual.load()\n"
        "from rich.console import Console\n"
        "from textual.css.stylesheet import Stylesheet, StylesheetParseError\n"
        "sheet = Stylesheet()\n"
        "sheet.add_source('Screen { color: nothing; height: blue; border: 1; }')\n"
        "try:\n"
        "    sheet.parse()\n"
        "except StylesheetParseError as fault:\n"
        "    console = Console(record=True, width=100)\n"
        "    console.print(fault.errors)\n"
        "    assert 'e.g. border: solid red' in console.export_text()\n"
        "else:\n"
        "    raise AssertionError"
    )


def test_readers_of_credentials_files_that_are_not_there_are_not_loaded(tmp_path: Path) -> None:
    loaded = loaded_by(
        "from pathlib import Path\n"
        "from jos_tui.profiles.discovery import discover\n"
        f"nowhere = Path({str(tmp_path)!r})\n"
        "assert not discover({}, nowhere, nowhere).profiles"
    )
    assert {
        f"jos_tui.profiles.{name}" for name in ("aws", "json_file", "rclone", "s3cfg")
    }.isdisjoint(loaded)
