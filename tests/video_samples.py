"""Answers of the YouTube Data API for the tests of its source, written by us as documented.

Values that must never come out of a source hold the word SECRET.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Json = dict[str, Any]


def comment(number: str, author: str | None, text: str, **snippet: Any) -> Json:
    """A comment resource."""
    who = {"authorChannelId": {"value": author}} if author else {}
    return {
        "kind": "youtube#comment", "etag": "e", "id": number,
        "snippet": {
            "authorDisplayName": f"@{author}", "authorProfileImageUrl": "SECRET", **who,
            "textDisplay": text, "likeCount": 2, "publishedAt": "2024-03-04T10:00:00Z",
            "updatedAt": "2024-03-04T10:00:00Z", "canRate": True, "viewerRating": "none",
            **snippet,
        },
    }  # fmt: skip


VIDEOS: Json = {
    "kind": "youtube#videoListResponse", "etag": "e", "pageInfo": {"totalResults": 1},
    "items": [
        {"kind": "youtube#video", "etag": "e", "id": "vid1", "snippet": {
            "publishedAt": "2024-03-01T00:00:00Z", "channelId": "UCkettles", "title": "Kettles",
            "description": "Five of them", "channelTitle": "Kettle tests", "tags": ["tea"],
            "defaultAudioLanguage": "en", "thumbnails": {}},
         "statistics": {"viewCount": "1234", "likeCount": "56", "favoriteCount": "0",
                        "commentCount": "4"}},
    ],
}  # fmt: skip
THREADS: Json = {
    "kind": "youtube#commentThreadListResponse", "etag": "e", "nextPageToken": "SECRET",
    "pageInfo": {"totalResults": 2, "resultsPerPage": 20},
    "items": [
        {"kind": "youtube#commentThread", "etag": "e", "id": "c1", "snippet": {
            "channelId": "UCkettles", "videoId": "vid1", "canReply": True, "totalReplyCount": 2,
            "isPublic": True,
            "topLevelComment": comment("c1", "UCann", "1 &lt; 2<br>so <b>it</b> is",
                                       updatedAt="2024-03-05T10:00:00Z")},
         "replies": {"comments": [
             comment("c1.r1", "UCbob", "", textOriginal="a <b> c", parentId="c1"),
             comment("c1.r2", None, "Gone", parentId="c1", likeCount=0)]}},
        {"kind": "youtube#commentThread", "etag": "e", "id": "c2", "snippet": {
            "channelId": "UCkettles", "videoId": "vid1", "totalReplyCount": 0,
            "topLevelComment": comment("c2", "UCcem", "First!")}},
    ],
}  # fmt: skip
COMMENTS: Json = {
    "kind": "youtube#commentListResponse", "etag": "e", "items": [
        comment("c1.r1", "UCbob", "", textOriginal="a <b> c", parentId="c1"),
        comment("c1.r3", "UCann", "Thanks", parentId="c1", publishedAt="soon"),
    ],
}  # fmt: skip

ANSWERS = {"videos": VIDEOS, "threads": THREADS, "comments": COMMENTS}


def write_answer(folder: Path, name: str, form: str = "answer") -> Path:
    """An answer as it came, or ``items`` on lines, or whole answers on ``lines``."""
    answer = ANSWERS[name]
    path = folder / f"{name}.{'json' if form == 'answer' else 'ndjson'}"
    if form == "answer":
        path.write_text(json.dumps(answer, indent=2), "utf-8")
    elif form == "items":
        path.write_text("".join(json.dumps(item) + "\n" for item in answer["items"]), "utf-8")
    else:
        empty = {**answer, "items": []}
        path.write_text("".join(json.dumps(one) + "\n" for one in (answer, empty)), "utf-8")
    return path
