"""What a store does not do is learned from its own answers, and from nothing else."""

from __future__ import annotations

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import NoSuchBucket, NotSupported, StoreError
from jos_tui.core.location import Location
from jos_tui.store.capabilities import Ability, Capabilities
from jos_tui.store.copying import Original
from jos_tui.store.store import Store, connect
from tests.support.servers import S3Server

NOW = CancelToken()
LISTED = (Ability.VERSIONS, Ability.UPLOADS)


def ask(store: Store, bucket: str, ability: Ability) -> None:
    if ability is Ability.VERSIONS:
        list(store.versions(Location(bucket), NOW))
    else:
        list(store.list_uploads(bucket, "", NOW))


@pytest.mark.parametrize("ability", LISTED)
def test_what_rclone_does_not_do_is_known_once_it_was_asked_for(
    rclone_server: S3Server, ability: Ability
) -> None:
    store = connect(rclone_server.profile())
    bucket = f"abilities-{ability.name.lower()}"
    store.make_bucket(bucket, NOW)
    assert store.capabilities.why_not(ability) == ""
    with pytest.raises(NotSupported):
        ask(store, bucket, ability)
    assert store.capabilities.why_not(ability) == ability.value
    others = [other for other in Ability if other is not ability]
    assert [store.capabilities.why_not(other) for other in others] == [""] * len(others)


@pytest.mark.parametrize("ability", LISTED)
def test_a_store_that_does_it_lacks_nothing(store: Store, bucket: str, ability: Ability) -> None:
    ask(store, bucket, ability)
    assert store.capabilities.why_not(ability) == ""


@pytest.mark.parametrize("ability", LISTED)
def test_a_bucket_that_is_not_there_says_nothing_of_the_store(
    store: Store, ability: Ability
) -> None:
    with pytest.raises(NoSuchBucket):
        ask(store, "no-such-bucket-anywhere", ability)
    assert store.capabilities.why_not(ability) == ""


def test_other_failures_teach_nothing() -> None:
    capabilities = Capabilities()
    with pytest.raises(StoreError), capabilities.learning(Ability.VERSIONS):
        raise StoreError("The store has failed")
    assert capabilities.why_not(Ability.VERSIONS) == ""


def test_a_store_without_tags_is_asked_for_them_once(
    rclone_store: Store, rclone_bucket: str
) -> None:
    rclone_store.put(rclone_bucket, "a", b"1", NOW)
    with pytest.raises(NotSupported):
        rclone_store.set_tags(Original(rclone_bucket, "a", 1), {"of": "me"}, NOW)
    assert not rclone_store.capabilities.lacks(Ability.TAGS)
    assert rclone_store.tags(Original(rclone_bucket, "a", 1), NOW) == {}
    assert rclone_store.capabilities.lacks(Ability.TAGS)
    assert b"".join(rclone_store.read(rclone_bucket, "a", NOW)) == b"1"
