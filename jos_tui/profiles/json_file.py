"""JSON credentials: JASMIN's own shape and its many relatives."""

from __future__ import annotations

from jos_tui.profiles.document import Document
from jos_tui.profiles.endpoint import looks_like_tenancy
from jos_tui.profiles.expiry import read_date
from jos_tui.profiles.found import Claim, Found, found_in, joined
from jos_tui.profiles.keeping import Keeper, Keeping
from jos_tui.profiles.secret import Secret

# Field names without case, hyphens and underscores; the first that holds a string counts.
_ACCESS_KEY = ("token", "key", "accesskey", "accesskeyid", "awsaccesskeyid", "s3token")
_SECRET_KEY = (
    "secret",
    "secretkey",
    "secretaccesskey",
    "awssecretaccesskey",
    "s3secret",
)
_SESSION_TOKEN = ("sessiontoken", "awssessiontoken")
_ADDRESS = (
    "endpointurl",
    "storeurl",
    "url",
    "endpoint",
    "tenancy",
    "awsurlendpoint",
    "awsendpointurls3",
    "awsendpointurl",
    "s3endpointurl",
)
_EXPIRES = ("expires", "expiry", "expirydate", "expiration")
_REGION = ("region", "awsregion", "awsdefaultregion")


def read(document: Document) -> Found:
    """Return the profiles of a JSON file; a file of another purpose holds none.

    Knows ``token``/``secret``/``endpoint_url``, ``accessKey``/``secretKey``/``url``, ``AWS_*``,
    ``store_url``, the ``object_storage`` part of ``.nlds-config`` and the ``hosts`` of
    ``.s3nc.json``. Raises ProfileError if the text is not JSON.
    """
    content = document.json_object()
    parts = [_entry(document, (), content)]
    nlds = content.get("object_storage")
    if isinstance(nlds, dict):
        parts.append(_entry(document, ("object_storage",), nlds))
    hosts = content.get("hosts")
    parts.extend(
        _entry(document, ("hosts", name, "credentials"), {**host, **host["credentials"]})
        for name, host in (hosts.items() if isinstance(hosts, dict) else ())
        if isinstance(host, dict) and isinstance(host.get("credentials"), dict)
    )
    return joined(parts)


def _entry(document: Document, inside: tuple[str, ...], entry: dict[str, object]) -> Found:
    texts = {name: value for name, value in entry.items() if isinstance(value, str)}
    names = {name.lower().replace("_", "").replace("-", ""): name for name in texts}
    fields = {plain: texts[name] for plain, name in names.items()}
    kept = Keeping(
        Keeper.JSON,
        document.source,
        fields.get("alias", ""),
        inside,
        names.get(_first_name(fields, _ACCESS_KEY), ""),
        names.get(_first_name(fields, _SECRET_KEY), ""),
        names.get(_first_name(fields, _SESSION_TOKEN), ""),
    )
    claim = Claim(
        source=document.source,
        access_key=_first(fields, _ACCESS_KEY),
        secret_key=Secret(_first(fields, _SECRET_KEY)),
        session_token=Secret(_first(fields, _SESSION_TOKEN)),
        address=_first(fields, _ADDRESS),
        assumed_address=_tenancy_in_name(document.source),
        region=_first(fields, _REGION),
        name=fields.get("alias", ""),
        kept=kept,
        expires=read_date(_first(fields, _EXPIRES)),
    )
    # A lone token or a lone address is in many JSON files that are none of ours.
    if not claim.access_key or (claim.half and not claim.address):
        return Found()
    return found_in(claim)


def _tenancy_in_name(source: str) -> str:
    """Return ``name-o`` for ``caringo-credentials.json.name-o``, otherwise ""."""
    return looks_like_tenancy(source.rpartition(".json.")[2]) if ".json." in source else ""


def _first(fields: dict[str, str], names: tuple[str, ...]) -> str:
    return fields.get(_first_name(fields, names), "")


def _first_name(fields: dict[str, str], names: tuple[str, ...]) -> str:
    return next((name for name in names if fields.get(name)), "")
