"""Textual without what the first frame can do without, a sixth of what that would wait for.

``import textual.app`` loads a palette with all the widgets that it, or the types of its callbacks,
are made of, what saves files and explains faults in style sheets, and compiles an expression for
whatever may stand in markup or a style sheet; asyncio loads OpenSSL; how many parameters a callback
has is asked of ``inspect``, which describes them all; the variables of the theme are read for style
sheets, which use a few of them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder
from inspect import CO_VARARGS, CO_VARKEYWORDS
from types import FunctionType, MethodType, ModuleType
from typing import Any

_LIBRARY, _APP, _PALETTE, _TLS = "textual", "textual.app", "textual.command", "ssl"
_RARELY_USED = (
    "mimetypes",
    "platformdirs",
    "rich.panel",
    "rich.table",
    "textual.canvas",
    "textual.css._help_text",
)
"""Of these the modules that are loaded here only call functions and classes, and only sometimes."""
_TOKENIZER, _CALLBACKS = "textual.css.tokenizer", "textual._callback"
_STYLESHEET = "textual.css.stylesheet"


class _Absent(ModuleType):
    """Stands in for a module: each name in it is a class of which nothing is used."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


def load() -> None:
    """Load Textual. Who wants what was left out gets it by importing it."""
    if _APP in sys.modules or _PALETTE in sys.modules:
        return
    with _without_tls():
        import_module("asyncio")
    try:
        _load_lean()
    except Exception:  # noqa: BLE001 - a Textual that cannot do without it, in whatever way
        for name in [name for name in sys.modules if name.partition(".")[0] == _LIBRARY]:
            del sys.modules[name]
        import_module(_APP)


def _load_lean() -> None:
    with _compiling_late(), _loading_late():
        import_module(_LIBRARY)
        sys.modules[_PALETTE] = _Absent(_PALETTE)
        import_module(_APP)
        del sys.modules[_PALETTE]
    callbacks: Any = import_module(_CALLBACKS)
    callbacks._count_parameters = _counting(callbacks._count_parameters)
    stylesheet: Any = import_module(_STYLESHEET)
    stylesheet.tokenize_values = _reading_late(stylesheet.tokenize_values)


@contextmanager
def _without_tls() -> Iterator[None]:
    """As asyncio does where there is no OpenSSL. None of our connections is in its loop."""
    if _TLS in sys.modules:
        yield
        return
    sys.modules[_TLS] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[_TLS]


@contextmanager
def _loading_late() -> Iterator[None]:
    names = [name for name in _RARELY_USED if name not in sys.modules]
    sys.modules.update({name: _LateModule(name) for name in names})
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]


class _LateModule(ModuleType):
    """Stands in for a module that is loaded when something in it is used for the first time."""

    def __getattr__(self, name: str) -> _LateName:
        if name.startswith("__"):
            raise AttributeError(name)
        return _LateName(self.__name__, name)


class _LateName:
    """A function or class of a module."""

    def __init__(self, module: str, name: str) -> None:
        self._module = module
        self._name = name

    def __call__(self, *arguments: object, **named: object) -> object:
        return self._real()(*arguments, **named)

    def __getattr__(self, name: str) -> object:
        return getattr(self._real(), name)

    def _real(self) -> Any:
        return getattr(import_module(self._module), self._name)


@contextmanager
def _compiling_late() -> Iterator[None]:
    finder = _TokenizerFinder()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


class _TokenizerFinder:
    """Finds Textual's tokenizer, and lets it compile an expression when that is first used."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != _TOKENIZER:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def execute_and_change(module: ModuleType) -> None:
                execute(module)
                module.__dict__["Expect"] = _late(module.__dict__["Expect"])

            spec.loader.exec_module = execute_and_change  # type: ignore[method-assign]
        return spec


def _late(kind: type[Any]) -> type[Any]:
    """Return a class whose objects are made when something is asked of them for the first time."""

    class Late(kind):  # type: ignore[misc]
        def __init__(self, *arguments: object, **tokens: str) -> None:
            self._late = arguments, tokens

        def __getattr__(self, name: str) -> object:
            late = self.__dict__.pop("_late", None)
            if late is None:
                raise AttributeError(name)
            already, (arguments, tokens) = self.__dict__.copy(), late
            super().__init__(*arguments, **tokens)
            self.__dict__.update(already)
            return getattr(self, name)

    return Late


def _counting(usual: Callable[[Any], int]) -> Callable[[Any], int]:
    """Return what counts the parameters of a function or method by its code, else as usual."""

    def count(func: Any) -> int:
        plain = func.__func__ if isinstance(func, MethodType) else func
        if not isinstance(plain, FunctionType) or hasattr(plain, "__wrapped__"):
            return usual(func)
        code, bound = plain.__code__, plain is not func
        if bound and not code.co_argcount:
            return usual(func)
        named = code.co_argcount - bound + code.co_kwonlyargcount
        return named + bool(code.co_flags & CO_VARARGS) + bool(code.co_flags & CO_VARKEYWORDS)

    return count


def _reading_late(
    read: Callable[[dict[str, str]], dict[str, list[Any]]],
) -> Callable[[dict[str, str]], dict[str, list[Any]]]:
    """Return what reads the value of a variable for a style sheet once something refers to it."""

    class Tokens(list[Any]):
        def __init__(self, name: str, value: str) -> None:
            self._late: dict[str, str] | None = {name: value}

        def __iter__(self) -> Iterator[Any]:
            self._read()
            return super().__iter__()

        def append(self, token: Any) -> None:
            self._read()
            super().append(token)

        def extend(self, tokens: Iterable[Any]) -> None:
            self._read()
            super().extend(tokens)

        def _read(self) -> None:
            if self._late is not None:
                late, self._late = self._late, None
                super().extend(*read(late).values())

    return lambda values: {name: Tokens(name, value) for name, value in values.items()}
