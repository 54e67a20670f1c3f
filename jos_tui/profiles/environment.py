"""Keys and addresses in environment variables."""

from __future__ import annotations

from collections.abc import Mapping

from jos_tui.profiles.amazon import assumed_address
from jos_tui.profiles.found import Claim, Found, found_in, joined
from jos_tui.profiles.keeping import Keeper, Keeping
from jos_tui.profiles.secret import Secret

SOURCE = "environment"


def read(environ: Mapping[str, str]) -> Found:
    """Return the profiles that ``AWS_*``, ``MINIO_*`` and ``S3_*`` variables make."""
    address = endpoint_url(environ)
    region = _first(environ, "AWS_REGION", "AWS_DEFAULT_REGION")
    access_key = environ.get("AWS_ACCESS_KEY_ID", "")
    amazon = Claim(
        source=SOURCE,
        access_key=access_key,
        secret_key=Secret(environ.get("AWS_SECRET_ACCESS_KEY", "")),
        session_token=Secret(environ.get("AWS_SESSION_TOKEN", "")),
        address=address,
        assumed_address=assumed_address(access_key, region),
        region=region,
        name=SOURCE,
        kept=Keeping(Keeper.ENVIRONMENT, SOURCE),
    )
    minio = environ.get("MINIO_ENDPOINT", "")
    others = (
        _keys(environ, "MINIO_ACCESS_KEY", "MINIO_SECRET_KEY", minio),
        _keys(environ, "MINIO_ROOT_USER", "MINIO_ROOT_PASSWORD", minio),
        _keys(environ, "S3_ACCESS_KEY", "S3_SECRET_KEY", address),
        _keys(environ, "S3_TOKEN", "S3_SECRET", address),
    )
    claims = [claim for claim in others if claim.access_key and not claim.half]
    if amazon.access_key or amazon.half:
        claims.insert(0, amazon)
    return joined(found_in(claim) for claim in claims)


def endpoint_url(environ: Mapping[str, str]) -> str:
    """Return the store address the environment names for all keys without one, or ""."""
    return _first(environ, "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "S3_ENDPOINT_URL")


def _keys(environ: Mapping[str, str], access_key: str, secret_key: str, address: str) -> Claim:
    return Claim(
        source=SOURCE,
        access_key=environ.get(access_key, ""),
        secret_key=Secret(environ.get(secret_key, "")),
        address=address,
        name=SOURCE,
    )


def _first(environ: Mapping[str, str], *names: str) -> str:
    return next((environ[name] for name in names if environ.get(name)), "")
