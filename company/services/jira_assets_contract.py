"""A contract server for Jira Cloud and its Assets: what Atlassian publishes, and nothing else.

Nobody can run Jira Cloud, so this stands in for it; what works here is tested against the
contract, not with Jira.  Sources: developer.atlassian.com/cloud/assets/rest (object schema list,
object types, object type attributes, objects by AQL, total count) and …/cloud/jira/platform/rest/v3
(search/jql, issue comments, mypermissions, serverInfo, project).
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from company.services.jira_assets_data import issues, objects, types
from company.services.json_contract import Asked, Reply

Body = dict[str, Any]
USER, TOKEN = "steersman@meridian.test", "ATATT-contract"
WORKSPACE = "g2778e1d-939d-581d-c8e2-9d5g59de456b"
BASE = f"/jsm/assets/workspace/{WORKSPACE}/v1"
BASIC = "Basic " + b64encode(f"{USER}:{TOKEN}".encode()).decode()


@dataclass
class JiraAssets:
    """What the site holds.  ``cap``: the most that ``total`` tells; ``limited``: 429s to come."""

    types: list[Body] = field(default_factory=types)
    objects: list[Body] = field(default_factory=objects)
    issues: list[Body] = field(default_factory=issues)
    hidden_schemas: set[str] = field(default_factory=set)
    permissions: set[str] = field(default_factory=lambda: {"BROWSE_PROJECTS"})
    cap: int = 1000
    counts: bool = True  # whether there is a total count
    ignores_start: bool = False
    limited: list[int] = field(default_factory=list)
    most_comments: int = 20  # that a search holds of one issue

    def answer(self, asked: Asked) -> Reply:
        if self.limited:
            told = {"Retry-After": str(self.limited.pop())}
            return Reply(429, {"errorMessages": ["Rate limit exceeded"]}, told)
        if asked.headers.get("authorization") not in (BASIC, f"Bearer {TOKEN}"):
            return Reply(401, {"message": "Unauthorized"})
        if asked.path.startswith(BASE):
            return self._assets(asked, asked.path.removeprefix(BASE))
        return self._jira(asked)

    # -- Assets ---------------------------------------------------------------------------------

    def _assets(self, asked: Asked, path: str) -> Reply:
        if path == "/objectschema/list":
            return Reply(200, _page(self._schemas(), asked.query))
        if found := re.fullmatch(r"/objectschema/(\d+)/objecttypes/flat", path):
            return self._types(found[1])
        if found := re.fullmatch(r"/objecttype/(\d+)/attributes", path):
            return self._attributes(found[1])
        if path == "/object/aql" and asked.method == "POST":
            return self._aql(asked)
        if path == "/object/aql/totalcount" and asked.method == "POST" and self.counts:
            return Reply(200, {"totalCount": len(self._matching(asked))})
        return Reply(404, {"errorMessages": ["Not found"], "errors": {}})

    def _schemas(self) -> list[Body]:
        every = [
            {"id": "1", "name": "IT assets", "objectSchemaKey": "ITAM", "status": "Ok"},
            {"id": "2", "name": "Facilities", "objectSchemaKey": "FAC", "status": "Ok"},
        ]
        return [each for each in every if each["objectSchemaKey"] not in self.hidden_schemas]

    def _types(self, schema: str) -> Reply:
        found = [each for each in self.types if each["objectSchemaId"] == schema]
        return Reply(200, [{k: v for k, v in each.items() if k != "attributes"} for each in found])

    def _attributes(self, object_type: str) -> Reply:
        """Inherited ones too, as Assets has it unless it is asked otherwise."""
        found: list[Body] = []
        place = object_type
        while row := next((each for each in self.types if each["id"] == place), None):
            found += row["attributes"]
            place = row.get("parentObjectTypeId", "")
        return Reply(200, found) if found else Reply(404, {"errorMessages": ["No such type"]})

    def _matching(self, asked: Asked) -> list[Body]:
        query = json.loads(asked.body)["qlQuery"]
        found = re.fullmatch(r"objectSchemaId = (\d+)", query)
        schema = found[1] if found else ""
        own = {each["id"] for each in self.types if each["objectSchemaId"] == schema}
        return [each for each in self.objects if each["objectType"]["id"] in own]

    def _aql(self, asked: Asked) -> Reply:
        matching = self._matching(asked)
        start = 0 if self.ignores_start else int(asked.query.get("startAt", 0))
        size = int(asked.query.get("maxResults", 25))
        rows = matching[start : start + size]
        if asked.query.get("includeAttributes") == "false":
            rows = [{k: v for k, v in row.items() if k != "attributes"} for row in rows]
        body = {
            "startAt": start,
            "maxResults": size,
            "total": min(len(matching), self.cap),
            "hasMoreResults": len(matching) > self.cap,
            "isLast": start + size >= len(matching),
            "values": rows,
            "objectTypeAttributes": [],
        }
        return Reply(200, body)

    # -- Jira -----------------------------------------------------------------------------------

    def _jira(self, asked: Asked) -> Reply:
        if re.fullmatch(r"/rest/api/[23]/search/jql", asked.path):
            return self._search(asked)
        if found := re.fullmatch(r"/rest/api/\d/issue/([\w-]+)/comment", asked.path):
            return self._comments(found[1], asked.query)
        if asked.path == "/rest/api/3/mypermissions":
            names = asked.query["permissions"].split(",")
            told = {
                name: {"key": name, "havePermission": name in self.permissions} for name in names
            }
            return Reply(200, {"permissions": told})
        if re.fullmatch(r"/rest/api/\d/serverInfo", asked.path):
            about = {"baseUrl": asked.address, "version": "1001.0.0", "deploymentType": "Cloud"}
            return Reply(200, {**about, "versionNumbers": [1001, 0, 0]})
        if re.fullmatch(r"/rest/api/\d/field", asked.path):
            return Reply(200, [])
        return Reply(404, {"errorMessages": ["Not found"]})

    def _search(self, asked: Asked) -> Reply:
        """A page of issues; the token says where it begins.  There is no total."""
        if asked.method == "POST":
            told = json.loads(asked.body)
        else:
            told = {**asked.query, "fields": asked.query.get("fields", "").split(",")}
        keys = re.findall(r"[A-Z][A-Z0-9_]+(?=[\",)])", told["jql"].split(")")[0] + ")")
        found = [each for each in self.issues if each["fields"]["project"]["key"] in keys]
        if "resolution IS NOT EMPTY" in told["jql"]:
            found = [each for each in found if each["fields"]["resolution"]]
        start = int(told.get("nextPageToken") or 0)
        end = start + min(int(told.get("maxResults", 50)), 2)
        rows = [self._shown(each, told["fields"]) for each in found[start:end]]
        body: Body = {"issues": rows, "isLast": end >= len(found)}
        return Reply(200, body if body["isLast"] else {**body, "nextPageToken": str(end)})

    def _shown(self, issue: Body, names: list[str]) -> Body:
        fields = {k: v for k, v in issue["fields"].items() if k in names or names == ["*all"]}
        if "comment" in fields:
            every = fields["comment"]
            told = {"total": len(every), "maxResults": self.most_comments, "startAt": 0}
            fields["comment"] = {**told, "comments": every[: self.most_comments]}
        return {"id": issue["id"], "key": issue["key"], "fields": fields}

    def _comments(self, which: str, query: Mapping[str, str]) -> Reply:
        issue = next(each for each in self.issues if which in (each["id"], each["key"]))
        rows = sorted(
            issue["fields"]["comment"],
            key=lambda each: str(each["created"]),
            reverse=query.get("orderBy") == "-created",
        )
        return Reply(
            200, {"comments": rows[: int(query.get("maxResults", 50))], "total": len(rows)}
        )


def _page(rows: list[Body], query: Mapping[str, str]) -> Body:
    start, size = int(query.get("startAt", 0)), int(query.get("maxResults", 25))
    told = {"startAt": start, "maxResults": size, "total": len(rows)}
    return {**told, "isLast": start + size >= len(rows), "values": rows[start : start + size]}
