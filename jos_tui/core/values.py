"""Frozen data classes that are made quickly: for what is loaded before the first frame.

Before 3.13 ``dataclasses`` compiles six functions for each class, one at a time. That is half a
millisecond, for fifty classes a tenth of the time until the first frame.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, fields
from dataclasses import dataclass as _standard_dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal, NoReturn, TypeVar

_Class = TypeVar("_Class")

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # noqa: PLC0414 - exported
else:

    def dataclass(
        *, frozen: Literal[True], slots: Literal[True]
    ) -> Callable[[type[_Class]], type[_Class]]:
        """Make a class as ``dataclasses.dataclass(frozen=True, slots=True)`` does.

        Only ``__init__`` is compiled. Classes that are made of other data classes, and what is to
        be pickled or copied, take the standard one.
        """
        if not (frozen and slots):
            raise TypeError("only frozen data classes with slots are made here")
        return _frozen_with_slots


def _frozen_with_slots(original: type[_Class]) -> type[_Class]:
    cls: Any = _standard_dataclass(init=False, repr=False, eq=False, slots=True)(original)
    its_fields: tuple[Field[Any], ...] = fields(cls)
    values: Callable[[Any], Any] = (
        attrgetter(*(field.name for field in its_fields)) if its_fields else lambda _: ()
    )

    def __eq__(self: Any, other: object) -> bool:  # noqa: N807
        if other.__class__ is self.__class__:
            return bool(values(self) == values(other))
        return NotImplemented

    def __hash__(self: Any) -> int:  # noqa: N807
        return hash(values(self))

    cls.__init__ = _init(cls, its_fields)
    cls.__eq__, cls.__hash__ = __eq__, __hash__
    if cls.__repr__ is object.__repr__:
        cls.__repr__ = _repr
    cls.__setattr__, cls.__delattr__ = _refuse_to_set, _refuse_to_delete
    made: type[_Class] = cls
    return made


def _init(cls: Any, its_fields: tuple[Field[Any], ...]) -> Any:
    """Compile ``__init__``; it sets the slots themselves, as ``__setattr__`` refuses to."""
    known: dict[str, Any] = {"_MISSING": MISSING}
    parameters, lines = ["self"], []
    for index, field in enumerate(its_fields):
        name, value = field.name, field.name
        known[f"_set_{index}"] = getattr(cls, name).__set__
        if field.default_factory is not MISSING:
            known[f"_make_{index}"] = field.default_factory
            value = f"_make_{index}() if {name} is _MISSING else {name}"
            parameters.append(f"{name}=_MISSING")
        elif field.default is not MISSING:
            known[f"_default_{index}"] = field.default
            parameters.append(f"{name}=_default_{index}")
        else:
            parameters.append(name)
        lines.append(f" _set_{index}(self, {value})")
    exec(f"def __init__({', '.join(parameters)}):\n" + "\n".join(lines or [" pass"]), known)  # noqa: S102
    init = known["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    init.__annotations__ = {field.name: field.type for field in its_fields}
    return init


def _repr(self: Any) -> str:
    shown = (f"{one.name}={getattr(self, one.name)!r}" for one in fields(self) if one.repr)
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _refuse_to_set(_: object, name: str, __: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(_: object, name: str) -> NoReturn:
    raise FrozenInstanceError(f"cannot delete field {name!r}")
