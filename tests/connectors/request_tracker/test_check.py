"""What a check tells about the user's rights, on a real Request Tracker."""

from __future__ import annotations

from company.services.request_tracker import RequestTracker
from tests.connectors.request_tracker.support import Place, connect


def test_a_reader_has_what_it_needs_and_no_more(request_tracker_server: RequestTracker) -> None:
    place = Place.of(request_tracker_server)
    place.add("srv")
    place.solved("s", "q", "a")
    check = place.connector().check()
    assert check.reached
    assert check.detail.startswith("Request Tracker 5.")
    assert (check.missing, check.excessive) == ((), ())


def test_a_right_that_lacks_is_named(request_tracker_server: RequestTracker) -> None:
    check = Place.of(request_tracker_server).connector("narrow").check()
    told = " / ".join(check.missing)
    for right in ("ShowCatalog on place", "ShowAsset globally", "SeeCustomField", "SeeQueue on"):
        assert right in told


def test_a_user_who_sees_nothing_lacks_everything(request_tracker_server: RequestTracker) -> None:
    server = request_tracker_server
    check = connect(server.url, server.tokens["blind"]).check()
    assert check.missing[0] == "ShowCatalog"


def test_rights_to_change_are_too_many(request_tracker_server: RequestTracker) -> None:
    place = Place.of(request_tracker_server)
    place.add("srv", Status="in-use")
    place.solved("s", "q", "a")
    excessive = place.connector("editor").check().excessive
    of_assets, of_tickets = ("CreateAsset", "ModifyAsset"), ("CreateTicket",)
    assert excessive == (*of_assets, *of_tickets, "ModifyTicket or ReplyToTicket")
    assert place.connector("root").check().excessive[0] == "SuperUser"


def test_a_check_changes_nothing(request_tracker_server: RequestTracker) -> None:
    place = Place.of(request_tracker_server)
    asset = place.add("srv")
    before = place.server.call("GET", f"asset/{asset}/history")
    place.connector("root").check()
    after = place.server.call("GET", f"asset/{asset}/history")
    assert (after["total"], after["items"]) == (before["total"], before["items"])


def test_a_refused_token_is_named_and_not_shown(request_tracker_server: RequestTracker) -> None:
    check = connect(request_tracker_server.url, "1-14-wrong").check()
    assert not check.reached
    assert "sign-in is refused" in check.detail
    assert "1-14-wrong" not in check.detail


def test_a_server_that_does_not_answer_is_not_reached() -> None:
    assert not connect("http://127.0.0.1:9").check().reached
