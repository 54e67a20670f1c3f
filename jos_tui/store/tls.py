"""Whom to believe that it is the store."""

from __future__ import annotations

import os
import ssl
from pathlib import Path

import certifi
from urllib3.util.ssl_ import create_urllib3_context

from jos_tui.core.errors import Unreachable
from jos_tui.profiles.profile import Authorities, Profile, Verification


def tls_context(profile: Profile) -> ssl.SSLContext:
    """Return what to trust. Blocks on the disk. Raises Unreachable if that cannot be read.

    The profile's ``ca_file`` alone counts, else its ``authorities``, which are SSL_CERT_FILE and
    SSL_CERT_DIR together, else the usual authorities.
    """
    context = create_urllib3_context()
    if profile.verification is Verification.NONE:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    elif profile.ca_file:
        _trust(context, profile.ca_file, "Put ca_file in config.toml right: it is a PEM file.")
    else:
        _trust_authorities(context, profile.authorities or Authorities.of(os.environ))
    return context


def _trust_authorities(context: ssl.SSLContext, authorities: Authorities) -> None:
    file, folders = authorities.file, authorities.folders
    if folders:
        if not any(Path(folder).is_dir() for folder in folders.split(os.pathsep)):
            raise _unreadable(f"{folders}: No such folder", _change("SSL_CERT_DIR", "a folder"))
        context.load_verify_locations(capath=folders)
    if file or not folders:
        _trust(context, file or certifi.where(), _change("SSL_CERT_FILE", "a PEM file"))


def _trust(context: ssl.SSLContext, path: str, next_step: str) -> None:
    try:
        context.load_verify_locations(path)
    except OSError as exc:
        problem = _unreadable(f"{path}: {exc.strerror or exc}", next_step)
    else:
        return
    raise problem


def _change(variable: str, what: str) -> str:
    return f"Set the environment variable {variable} to {what}, or unset it."


def _unreadable(reason: str, next_step: str) -> Unreachable:
    return Unreachable("The certificates to trust cannot be read", reason, next_step)
