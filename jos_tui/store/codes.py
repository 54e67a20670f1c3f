"""What S3 servers say when they refuse, in the words of this program."""

from __future__ import annotations

from dataclasses import dataclass

from jos_tui.core.errors import (
    BadCredentials,
    ChangedMeanwhile,
    ClockSkew,
    Conflict,
    NoSuchBucket,
    NotAllowed,
    NotFound,
    NotSupported,
    ServerTrouble,
    StoreError,
    StoreFull,
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """The error a code stands for. ``{bucket}``, ``{target}``, ``{source}`` and ``{to_do}``
    (what the request was to do) may stand in the texts.
    """

    error: type[StoreError]
    title: str
    reason: str = ""
    next_step: str = ""


_UNKNOWN_KEY = Meaning(
    BadCredentials,
    "The store does not know this access key",
    "It was deleted or has expired, or it belongs to another store",
    "Check the access key in {source}.",
)
_WRONG_SECRET = Meaning(
    BadCredentials,
    "The secret key does not fit the access key",
    "The store cannot verify the signature made with it",
    "Check the secret in {source}: all of it, without quotes or spaces around it.",
)
EXPIRED = Meaning(
    BadCredentials,
    "The key has expired",
    "",
    "Put a new one into {source}.",
)
_SUSPENDED = Meaning(
    BadCredentials,
    "This account is suspended",
    "",
    "Ask those who run the store.",
)
_SKEWED = Meaning(
    ClockSkew,
    "The clock of this machine is wrong",
    "It differs too much from the store's for a valid signature",
    "Set the clock, or tell those who look after this machine.",
)
_DENIED = Meaning(
    NotAllowed,
    "Access denied",
    "These keys may not {to_do}",
    "Ask the owner for permission, or connect with other keys.",
)
_UNSIGNED = Meaning(
    NotAllowed,
    "This store wants keys",
    "It does not answer requests without a signature",
    "Connect with an access key and a secret key.",
)
_NO_BUCKET = Meaning(
    NoSuchBucket,
    "There is no bucket named {bucket}",
    "It does not exist at this store, or no longer",
    "Check the name, and whether this is the right store.",
)
_NO_OBJECT = Meaning(NotFound, "There is no such object", "{target} does not exist, or no longer")
_TAKEN = Meaning(
    Conflict,
    "The name {bucket} is taken",
    "A bucket of that name exists already, maybe somebody else's",
    "Choose another name.",
)
_CHANGED = Meaning(
    ChangedMeanwhile,
    "The object has changed meanwhile",
    "{target} is not the one that was listed",
    "Refresh and try again.",
)
_UNKNOWN_OPERATION = Meaning(
    NotSupported,
    "The store cannot do this",
    "It does not know how to {to_do}",
    "Ask those who run the store whether it can be switched on.",
)
_FULL = Meaning(
    StoreFull,
    "The store is full",
    "The quota is used up; reading and deleting still work",
    "Delete what is not needed, or ask for a larger quota.",
)
_BUSY = Meaning(
    ServerTrouble,
    "The store is too busy",
    "It asked for fewer requests, also after several tries",
    "Try again in a few minutes.",
)
_BROKEN = Meaning(
    ServerTrouble,
    "The store has failed",
    "It reported an internal error",
    "Try again in a few minutes; if it stays like this, tell those who run the store.",
)
_ELSEWHERE = Meaning(
    StoreError,
    "The bucket {bucket} is in another region",
    "",
    "Set the region of the bucket in {source}.",
)
_DAMAGED = Meaning(
    ServerTrouble,
    "The data was damaged on its way to the store",
    "",
    "Try again; if it happens again, something on the way damages what is sent: ask those who run "
    "the network and the store.",
)
_BAD_NAME = Meaning(
    StoreError,
    "The store does not accept this name",
    "{target}",
    "Choose another name.",
)

BY_CODE: dict[str, Meaning] = {
    "InvalidAccessKeyId": _UNKNOWN_KEY,
    "NotSignedUp": _UNKNOWN_KEY,
    "SignatureDoesNotMatch": _WRONG_SECRET,
    "ExpiredToken": EXPIRED,
    "ExpiredTokenException": EXPIRED,
    "TokenRefreshRequired": EXPIRED,
    "InvalidToken": EXPIRED,
    "InvalidSecurity": EXPIRED,
    "AccountProblem": _SUSPENDED,
    "UserSuspended": _SUSPENDED,
    "RequestTimeTooSkewed": _SKEWED,
    "RequestExpired": _SKEWED,
    "UnsupportedAlgorithm": _UNSIGNED,  # rclone, to a request without one
    "AccessDenied": _DENIED,
    "AllAccessDisabled": _DENIED,
    "AccessForbidden": _DENIED,
    "NoSuchBucket": _NO_BUCKET,
    "NoSuchKey": _NO_OBJECT,
    "NoSuchVersion": _NO_OBJECT,
    "NoSuchUpload": Meaning(
        NotFound,
        "The upload does not exist any more",
        "It was completed, or somebody dropped it",
        "Start the upload anew.",
    ),
    "BucketAlreadyExists": _TAKEN,
    "BucketAlreadyOwnedByYou": Meaning(
        Conflict, "You already have a bucket named {bucket}", "", "Choose another name."
    ),
    "BucketNotEmpty": Meaning(
        Conflict,
        "The bucket {bucket} is not empty",
        "Only an empty bucket can be removed; versions and unfinished uploads count too",
        "Delete what is in it first.",
    ),
    "OperationAborted": Meaning(
        Conflict, "Something else is changing {bucket}", "", "Try again in a minute."
    ),
    "PreconditionFailed": _CHANGED,
    "NotImplemented": _UNKNOWN_OPERATION,
    "MethodNotAllowed": _UNKNOWN_OPERATION,
    "QuotaExceeded": _FULL,
    "ServiceQuotaExceeded": _FULL,
    "InsufficientStorageSpace": _FULL,
    "XMinioStorageFull": _FULL,
    "XMinioAdminBucketQuotaExceeded": _FULL,
    "TooManyBuckets": Meaning(
        StoreFull, "No more buckets are allowed", "", "Remove a bucket that is not needed."
    ),
    "SlowDown": _BUSY,
    "TooManyRequests": _BUSY,
    "ServiceUnavailable": _BUSY,
    "InternalError": _BROKEN,
    "RequestTimeout": Meaning(
        ServerTrouble, "The store did not get the data in time", "", "Try again."
    ),
    "BadDigest": _DAMAGED,
    "XAmzContentSHA256Mismatch": _DAMAGED,
    "PermanentRedirect": _ELSEWHERE,
    "TemporaryRedirect": _ELSEWHERE,
    "AuthorizationHeaderMalformed": _ELSEWHERE,
    "IllegalLocationConstraintException": _ELSEWHERE,
    "InvalidBucketName": _BAD_NAME,
    "InvalidObjectName": _BAD_NAME,
    "XMinioInvalidObjectName": _BAD_NAME,
    "InvalidURI": _BAD_NAME,
    "KeyTooLongError": Meaning(
        StoreError,
        "The name is too long for the store",
        "A key holds at most 1,024 bytes",
        "Choose a shorter name.",
    ),
    "EntityTooLarge": Meaning(
        StoreError, "This is more than the store takes", "", "Choose a larger part size."
    ),
}

BY_STATUS: dict[int, Meaning] = {
    401: _DENIED,
    403: _DENIED,
    405: _UNKNOWN_OPERATION,
    409: Meaning(Conflict, "The state of the store forbids this"),
    412: _CHANGED,
    429: _BUSY,
    500: _BROKEN,
    501: _UNKNOWN_OPERATION,
    502: _BROKEN,
    503: _BUSY,
    504: _BROKEN,
    507: _FULL,
}


def meaning_of(status: int, code: str, message: str, *, about_object: bool) -> Meaning | None:
    """Return what an answer means, None if its code and status say nothing to us.

    Some words are only in the message: a used-up quota is a plain 403 in some stores, a wrong
    clock a plain 400 in others.
    """
    words = message.lower()
    if "request time" in words and "difference" in words:
        return _SKEWED
    if status in {403, 405, 413, 503, 507} and "quota" in words:
        return _FULL
    if code in BY_CODE:
        return BY_CODE[code]
    if status == 404:
        return _NO_OBJECT if about_object else _NO_BUCKET
    return BY_STATUS.get(status)
