"""Commands of other programs that save an object, or all below a prefix, in the current folder."""

from __future__ import annotations

from jos_tui.browse.snippets.addressable import require_rclone, require_s3cmd, require_s5cmd
from jos_tui.browse.snippets.python import AWS_FILES, missing_keys
from jos_tui.browse.snippets.quoting import local_word, shell_path, shell_word
from jos_tui.browse.snippets.snippet import Snippet, Subject
from jos_tui.core.entry import Kind
from jos_tui.core.errors import CannotBeNamed
from jos_tui.core.urls import url_of
from jos_tui.profiles.keeping import Keeper, Keeping
from jos_tui.profiles.profile import Profile

_RCLONE_FILE = "~/.config/rclone/rclone.conf"
_S3CMD_FILE = "~/.s3cfg"
_USUAL_REGION = "us-east-1"


def rclone(profile: Profile, subject: Subject) -> Snippet:
    """Save with rclone, by the remote that holds the keys or one made up for this command."""
    require_rclone(subject)
    remote, options, note = _rclone_remote(profile)
    command = "copyto" if subject.kind is Kind.OBJECT else "copy"
    path = f"{subject.bucket}/{subject.key}" if subject.key else subject.bucket
    words = ["rclone", *options, command, shell_word(f"{remote}:{path}"), _target(subject)]
    return Snippet((" ".join(words),), note)


def s3cmd(profile: Profile, subject: Subject) -> Snippet:
    """Save with s3cmd, by the configuration file that holds the keys."""
    if profile.anonymous:
        raise CannotBeNamed(
            "s3cmd cannot do without keys", "It signs all requests", "rclone, s5cmd and curl can."
        )
    require_s3cmd(subject)
    kept = _kept(profile, Keeper.S3CMD)
    file = kept.source if kept else "/dev/null"  # its usual file would come before the variables
    target = _target(subject)
    # s3cmd saves several objects only in a folder that is there.
    making = [] if subject.kind is Kind.OBJECT else ["mkdir", "-p", target, "&&"]
    words = [*making, "s3cmd", *([] if file == _S3CMD_FILE else ["-c", shell_path(file)])]
    host = shell_word(profile.endpoint.host)
    words += [f"--host={host}", f"--host-bucket={host}"]
    words += ["--ssl" if profile.endpoint.secure else "--no-ssl"]
    if profile.region != _USUAL_REGION:
        words.append(f"--region={shell_word(profile.region)}")
    words += ["get", *(["--recursive"] if subject.kind is not Kind.OBJECT else [])]
    words += [shell_word(_uri(subject)), target]
    return Snippet((" ".join(words),), "" if kept else _variables(profile))


def s5cmd(profile: Profile, subject: Subject) -> Snippet:
    """Save with s5cmd."""
    require_s5cmd(subject)
    words = ["s5cmd", "--endpoint-url", profile.endpoint.url]
    note = ""
    kept = _kept(profile, Keeper.AWS)
    if profile.anonymous:
        words.append("--no-sign-request")
    elif kept:
        words += ["--profile", shell_word(kept.entry)]
        note = _note_of_aws(kept)
    else:
        note = _variables(profile)
    if subject.kind is Kind.OBJECT:
        words += ["cp", "--raw", shell_word(subject.uri), _target(subject)]
    else:
        words += ["cp", shell_word(f"{_uri(subject)}*"), _target(subject)]
    return Snippet((" ".join(words),), note)


def curl(profile: Profile, subject: Subject) -> Snippet:
    """Save an object with curl, which signs the request itself where there are keys."""
    if subject.kind is not Kind.OBJECT:
        raise CannotBeNamed(
            "curl saves one object", "This is more than one", "Write a file of all their URLs."
        )
    url = url_of(profile.endpoint.url, subject.bucket, subject.key)
    words = ["curl", "--fail", "--location", "--path-as-is"]
    note = ""
    if not profile.anonymous:
        region = shell_word(f"aws:amz:{profile.region}:s3")
        words += ["--aws-sigv4", region, "--user", '"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"']
        if profile.session_token:
            words += ["--header", '"x-amz-security-token: $AWS_SESSION_TOKEN"']
        note = f"{_variables(profile)} A presigned URL needs no keys."
    words += ["--output", _target(subject), shell_word(url)]
    return Snippet((" ".join(words),), note)


# -- keys ------------------------------------------------------------------------------------------


def _kept(profile: Profile, keeper: Keeper) -> Keeping | None:
    return next((kept for kept in profile.kept if kept.keeper is keeper), None)


def _variables(profile: Profile) -> str:
    if _kept(profile, Keeper.ENVIRONMENT):
        return "The keys are those of the environment: AWS_ACCESS_KEY_ID and so on."
    return missing_keys(profile)


def _note_of_aws(kept: Keeping) -> str:
    usual = kept.source in AWS_FILES
    return "" if usual else f"Set AWS_SHARED_CREDENTIALS_FILE to {kept.source}."


def _rclone_remote(profile: Profile) -> tuple[str, list[str], str]:
    """Return the remote, options before the command, and what to know."""
    endpoint = f'endpoint="{profile.endpoint.url}"'
    if profile.region != _USUAL_REGION:
        endpoint += f',region="{profile.region}"'
    if profile.anonymous:
        return f":s3,provider=Other,{endpoint}", [], ""
    if kept := _kept(profile, Keeper.RCLONE):
        usual = kept.source == _RCLONE_FILE
        options = [] if usual else ["--config", shell_path(kept.source)]
        return f"{kept.entry},{endpoint}", options, ""
    base = f":s3,provider=Other,env_auth=true,{endpoint}"
    if kept := _kept(profile, Keeper.AWS):
        profile_name = kept.entry.replace('"', '""')
        return f'{base},profile="{profile_name}"', [], _note_of_aws(kept)
    return base, [], _variables(profile)


# -- names -----------------------------------------------------------------------------------------


def _target(subject: Subject) -> str:
    word = local_word(subject.key or subject.bucket)
    return word if subject.kind is Kind.OBJECT else f"{word}/"


def _uri(subject: Subject) -> str:
    return subject.uri if subject.key else f"{subject.uri}/"
