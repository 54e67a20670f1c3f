"""Which request it is that something goes wrong with."""

from __future__ import annotations

from tests.support.faults import Request


def anything(request: Request) -> bool:
    return True


def names_in_query(request: Request) -> set[str]:
    return {pair.partition("=")[0] for pair in request.query.split("&")}


def is_of_bucket(request: Request) -> bool:
    return not request.path.strip("/").partition("/")[2]


# -- uploads in parts ------------------------------------------------------------------------------


def is_start(request: Request) -> bool:
    return request.method == "POST" and request.query.rstrip("=") == "uploads"


def is_end(request: Request) -> bool:
    return request.method == "POST" and "uploadId" in names_in_query(request)


def is_drop(request: Request) -> bool:
    return request.method == "DELETE" and "uploadId" in names_in_query(request)


# -- copies ----------------------------------------------------------------------------------------


def is_copy(request: Request) -> bool:
    return request.method == "PUT" and "x-amz-copy-source" in request.headers


def is_copy_of_part(request: Request) -> bool:
    return is_copy(request) and "partNumber" in names_in_query(request)


# -- lists -----------------------------------------------------------------------------------------


def is_listing(request: Request) -> bool:
    return request.method == "GET" and "list-type" in names_in_query(request)


def is_list_of_versions(request: Request) -> bool:
    return request.method == "GET" and "versions" in names_in_query(request)


def is_list_of_uploads(request: Request) -> bool:
    return request.method == "GET" and "uploads" in names_in_query(request)


def is_question_for_versions(request: Request) -> bool:
    """Whether it asks if a bucket keeps versions."""
    return request.method == "GET" and "versioning" in names_in_query(request)


# -- deletions -------------------------------------------------------------------------------------


def is_batch(request: Request) -> bool:
    return request.method == "POST" and request.query.rstrip("=") == "delete"


def is_deletion_of_one(request: Request) -> bool:
    """Whether it deletes one object or version."""
    return request.method == "DELETE" and not is_drop(request) and not is_of_bucket(request)


def is_deletion(request: Request) -> bool:
    """Whether it deletes objects or versions."""
    return is_batch(request) or is_deletion_of_one(request)


def is_removal_of_bucket(request: Request) -> bool:
    return request.method == "DELETE" and is_of_bucket(request) and not request.query
