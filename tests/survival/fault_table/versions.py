"""What goes wrong while versions, delete markers and unfinished uploads go, and a bucket with them.

Nothing goes that was not chosen; none counts as deleted that is still there; no bucket goes before
all that is in it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from jos_tui.core.errors import (
    BadCredentials,
    JosError,
    NotAllowed,
    NotAStore,
    ServerTrouble,
    Unreachable,
)
from jos_tui.core.location import Location
from jos_tui.jobs.request import ChosenUpload, ChosenVersion, DeleteRequest, DropRequest, Scope
from jos_tui.store.versions import Version, VersionKind
from tests.jobs.engine.engine_bench import NOW, EngineBench
from tests.store.versioned import keep_versions
from tests.support.faults import (
    FaultKind,
    error_in_ok,
    expired_token,
    login_page,
    slow_down,
    too_many_requests,
)
from tests.survival.fault_table.asked import (
    anything,
    is_batch,
    is_deletion,
    is_drop,
    is_list_of_uploads,
    is_list_of_versions,
    is_question_for_versions,
    is_removal_of_bucket,
)
from tests.survival.fault_table.deed import (
    FAILED,
    PAUSED,
    Case,
    Deed,
    Scene,
    forbidden,
    https,
    kind,
    refusal,
)

K = FaultKind
Held = Counter[tuple[str, int]]
"""Versions by key and size, delete markers with a size of -1: each of them is another one."""

VERSIONS: Held = Counter([("old", 1), ("old", 2), ("old", 3), ("x/a", 2), ("x/a", 3), ("x/a", -1)])
UPLOADS = Counter(["old", "up", "up"])
CHOSEN_VERSIONS: Held = Counter([("old", 1), ("x/a", 2), ("x/a", -1)])
CHOSEN_UPLOADS = Counter(["up"])


def prepare(bench: EngineBench) -> None:
    """Make versions, one of them older than that the bucket keeps any, a marker, and uploads."""
    bench.fill({"old": b"1"})
    keep_versions(bench.store, bench.bucket)
    for body in (b"22", b"333"):
        bench.fill({"old": body, "x/a": body})
    bench.store.delete(bench.bucket, "x/a", NOW)
    for key in UPLOADS.elements():
        bench.store.start_upload(bench.bucket, key, NOW)


def is_there(bench: EngineBench) -> bool:
    return bench.bucket in [entry.key for entry in bench.store.buckets(NOW)]


def listed(bench: EngineBench) -> list[Version]:
    return [one for page in bench.store.versions(Location(bench.bucket), NOW) for one in page]


def _named(one: Version) -> tuple[str, int]:
    return one.key, -1 if one.kind is VersionKind.DELETE_MARKER else one.size


def versions_in(bench: EngineBench) -> Held:
    return Counter(map(_named, listed(bench)))


def uploads_in(bench: EngineBench) -> Counter[str]:
    return Counter(bench.unfinished())


def left(scene: Scene, versions: Held, uploads: Counter[str]) -> str:
    """Check that no others than these are gone, and that what counts as gone is."""
    bench = scene.bench
    if not is_there(bench):
        return "nothing, and no bucket"
    there, unfinished = versions_in(bench), uploads_in(bench)
    assert VERSIONS - versions <= there <= VERSIONS
    assert UPLOADS - uploads <= unfinished <= UPLOADS
    assert VERSIONS.total() - there.total() + UPLOADS.total() - unfinished.total() >= scene.done
    if scene.state is PAUSED:
        return "only of what was chosen is anything gone"
    still = (there - (VERSIONS - versions)).total(), (unfinished - (UPLOADS - uploads)).total()
    shown = f"{still[0]} of {versions.total()} versions and {still[1]} of {uploads.total()} uploads"
    return f"{shown} still there"


def left_of_bucket(scene: Scene) -> str:
    return left(scene, VERSIONS, UPLOADS)


def left_of_chosen(scene: Scene) -> str:
    assert is_there(scene.bench)
    return left(scene, CHOSEN_VERSIONS, CHOSEN_UPLOADS)


def is_gone(bench: EngineBench) -> bool:
    return not is_there(bench)


def are_others_left(bench: EngineBench) -> bool:
    rest = VERSIONS - CHOSEN_VERSIONS, UPLOADS - CHOSEN_UPLOADS
    return (versions_in(bench), uploads_in(bench)) == rest


def request_for_chosen(bench: EngineBench) -> DropRequest:
    versions = [
        ChosenVersion(one.key, one.version_id, one.size, one.modified_ms)
        for one in listed(bench)
        if _named(one) in CHOSEN_VERSIONS
    ]
    upload = next(bench.store.list_uploads(bench.bucket, "up", NOW))
    return DropRequest(bench.bucket, tuple(versions), (ChosenUpload(upload.key, upload.upload_id),))


LISTS = (
    Case("versions kept?, 503 once", lambda: slow_down(is_question_for_versions)),
    Case(
        "versions kept?, 503 for ever",
        lambda: slow_down(is_question_for_versions, None),
        PAUSED,
        ServerTrouble,
    ),
    Case("versions kept?, refused", lambda: forbidden(is_question_for_versions)),
    Case(
        "versions kept?, web page for ever",
        lambda: login_page(is_question_for_versions, None),
        PAUSED,
        NotAStore,
    ),
    Case("list of versions, 503 once", lambda: slow_down(is_list_of_versions)),
    Case(
        "list of versions, 503 for ever",
        lambda: slow_down(is_list_of_versions, None),
        PAUSED,
        ServerTrouble,
    ),
    Case("list of versions, refused", lambda: forbidden(is_list_of_versions), PAUSED, NotAllowed),
    Case(
        "list of versions, not known",
        lambda: refusal(501, "NotImplemented", is_list_of_versions, None),
        PAUSED,
        JosError,
    ),
    Case("list of versions, cut once", lambda: kind(K.END_RESPONSE, is_list_of_versions, 1, 300)),
    Case(
        "list of versions, cut once, and ends well",
        lambda: kind(K.TRUNCATE, is_list_of_versions, 1, 300),
    ),
    Case(
        "list of versions, cut for ever",
        lambda: kind(K.END_RESPONSE, is_list_of_versions, None, 300),
        PAUSED,
        Unreachable,
    ),
    Case("list of versions, 200 with an error once", lambda: error_in_ok(is_list_of_versions)),
    Case(
        "list of versions, web page for ever",
        lambda: login_page(is_list_of_versions, None),
        PAUSED,
        NotAStore,
    ),
    Case(
        "list of versions, keys expired",
        lambda: expired_token(is_list_of_versions, None),
        PAUSED,
        BadCredentials,
    ),
    Case("list of uploads, 503 once", lambda: slow_down(is_list_of_uploads)),
    Case(
        "list of uploads, 503 for ever",
        lambda: slow_down(is_list_of_uploads, None),
        PAUSED,
        ServerTrouble,
    ),
    Case(
        "list of uploads, refused", lambda: forbidden(is_list_of_uploads), unplanned=UPLOADS.total()
    ),
    Case(
        "list of uploads, not known",
        lambda: refusal(501, "NotImplemented", is_list_of_uploads, None),
        unplanned=UPLOADS.total(),
    ),
    Case("list of uploads, cut once", lambda: kind(K.END_RESPONSE, is_list_of_uploads, 1, 300)),
    Case("list of uploads, 200 with an error once", lambda: error_in_ok(is_list_of_uploads)),
)
DELETIONS = (
    Case("batch, 503 once", lambda: slow_down(is_batch)),
    Case("batch, 503 for ever", lambda: slow_down(is_batch, None)),
    Case("batch, 429 once", lambda: too_many_requests(is_batch)),
    Case("batch, 500 once", lambda: refusal(500, "InternalError", is_batch)),
    Case("batch, refused", lambda: forbidden(is_batch)),
    Case("batch, not known", lambda: refusal(501, "NotImplemented", is_batch, None)),
    Case("batch, done, answer lost", lambda: kind(K.LOST_ANSWER, is_batch)),
    Case("batch, done, answers lost for ever", lambda: kind(K.LOST_ANSWER, is_batch, None)),
    Case("batch, reset once", lambda: kind(K.RESET_RESPONSE, is_batch)),
    Case("batch, 200 with an error once", lambda: error_in_ok(is_batch)),
    Case("batch, web page once", lambda: login_page(is_batch)),
    Case("versions, each refused", lambda: forbidden(is_deletion), FAILED, NotAllowed),
    Case("versions, 503 for ever", lambda: slow_down(is_deletion, None), FAILED, ServerTrouble),
    Case(
        "versions, reset request for ever",
        lambda: kind(K.RESET_REQUEST, is_deletion, None),
        FAILED,
        Unreachable,
    ),
    Case(
        "deletion, keys expired", lambda: expired_token(is_deletion, None), PAUSED, BadCredentials
    ),
    Case("upload, 503 once", lambda: slow_down(is_drop)),
    Case("upload, 503 for ever", lambda: slow_down(is_drop, None), FAILED, ServerTrouble),
    Case("upload, refused", lambda: forbidden(is_drop), FAILED, NotAllowed),
    Case("upload, done, answer lost", lambda: kind(K.LOST_ANSWER, is_drop)),
    Case("upload, web page once", lambda: login_page(is_drop)),
    Case("upload, keys expired", lambda: expired_token(is_drop, None), PAUSED, BadCredentials),
    Case("closed, all", lambda: kind(K.END_RESPONSE, anything, None), PAUSED, Unreachable),
)
REMOVALS = (
    Case("bucket, 503 once", lambda: slow_down(is_removal_of_bucket)),
    Case(
        "bucket, 503 for ever", lambda: slow_down(is_removal_of_bucket, None), FAILED, ServerTrouble
    ),
    Case("bucket, refused", lambda: forbidden(is_removal_of_bucket), FAILED, NotAllowed),
    Case(
        "bucket, said not to be empty",
        lambda: refusal(409, "BucketNotEmpty", is_removal_of_bucket, None),
        FAILED,
        JosError,
    ),
    Case("bucket, done, answer lost", lambda: kind(K.LOST_ANSWER, is_removal_of_bucket)),
    Case("bucket, done, answers lost", lambda: kind(K.LOST_ANSWER, is_removal_of_bucket, 2)),
    Case("bucket, reset once", lambda: kind(K.RESET_RESPONSE, is_removal_of_bucket)),
    Case("bucket, web page once", lambda: login_page(is_removal_of_bucket)),
    Case(
        "bucket, 200 and a web page for ever",
        lambda: login_page(is_removal_of_bucket, None),
        FAILED,
        NotAStore,
    ),
    Case(
        "bucket, keys expired",
        lambda: expired_token(is_removal_of_bucket, None),
        PAUSED,
        BadCredentials,
    ),
)
KEPT = tuple(replace(case, error=JosError) if case.state is FAILED else case for case in DELETIONS)
"""Where something stays, the bucket does so too, and says why."""

BUCKET = Deed(
    "deletion of a bucket with its versions",
    LISTS + KEPT + REMOVALS + https(is_drop),
    lambda bench: DeleteRequest(bench.whole_bucket(), Scope.ALL_VERSIONS),
    VERSIONS.total() + UPLOADS.total() + 1,
    left_of_bucket,
    is_gone,
    prepare=prepare,
)
CHOSEN = replace(
    BUCKET,
    name="deletion of chosen versions and uploads",
    cases=DELETIONS + https(is_drop),
    request=request_for_chosen,
    items=CHOSEN_VERSIONS.total() + CHOSEN_UPLOADS.total(),
    left=left_of_chosen,
    is_right=are_others_left,
)
