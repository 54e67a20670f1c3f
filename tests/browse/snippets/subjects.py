"""Connections that keep their keys in every way there is, and things to write about."""

from __future__ import annotations

from dataclasses import replace

from jos_tui.browse.snippets.snippet import Subject
from jos_tui.core.entry import Kind
from jos_tui.profiles.keeping import Keeper, Keeping
from jos_tui.profiles.profile import Endpoint, Profile
from jos_tui.profiles.secret import Secret

ADDRESS = "https://cedadev-o.s3-ext.jc.rl.ac.uk"
ACCESS_KEY, SECRET_KEY, TOKEN = "0123456789abcdef", "the-secret-key", "the-session-token"

PLAIN = Profile(
    "cedadev-o",
    (Endpoint("cedadev-o.s3-ext.jc.rl.ac.uk", secure=True),),
    ACCESS_KEY,
    Secret(SECRET_KEY),
    source="typed in",
)
KEEPINGS = {
    "environment": Keeping(Keeper.ENVIRONMENT, "environment"),
    "json": Keeping(
        Keeper.JSON, "~/.credentials/jos-credentials.json", "", (), "token", "secret", "session"
    ),
    "mc": Keeping(
        Keeper.JSON,
        "~/.mc/config.json",
        "ceda",
        ("aliases", "ceda"),
        "accessKey",
        "secretKey",
        "sessionToken",
    ),
    "s3cmd": Keeping(Keeper.S3CMD, "~/.s3cfg"),
    "s3cmd elsewhere": Keeping(Keeper.S3CMD, "~/my files/.s3cfg"),
    "rclone": Keeping(Keeper.RCLONE, "~/.config/rclone/rclone.conf", "my ceda"),
    "aws": Keeping(Keeper.AWS, "~/.aws/credentials", "ceda 'dev'"),
    "aws elsewhere": Keeping(Keeper.AWS, "/etc/aws", "default"),
}
PROFILES: dict[str, Profile] = {
    "typed in": PLAIN,
    "anonymous": replace(PLAIN, access_key="", secret_key=None),
    "temporary": replace(PLAIN, session_token=Secret(TOKEN), kept=(KEEPINGS["json"],)),
    "elsewhere": replace(PLAIN, region="eu-west-2"),
    **{name: replace(PLAIN, source=kept.source, kept=(kept,)) for name, kept in KEEPINGS.items()},
    "all": replace(PLAIN, kept=tuple(KEEPINGS.values())),
}


def obj(key: str, bucket: str = "bucket") -> Subject:
    return Subject(Kind.OBJECT, bucket, key)


def sub(prefix: str, bucket: str = "bucket") -> Subject:
    return Subject(Kind.PREFIX, bucket, prefix)


BUCKET = Subject(Kind.BUCKET, "bucket")
SUBJECTS = (obj("a/b.nc"), sub("a/b.zarr/"), BUCKET)
