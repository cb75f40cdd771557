"""People's own data for the tests of takeouts, written by us in the documented forms.

Values that must never come out of a source hold the word SECRET.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.chat_samples import zipped

Json = dict[str, Any]
SHARE = "https://www.tiktokv.com/share/video"

TIKTOK: Json = {
    "Activity": {
        "Video Browsing History": {"VideoList": [
            {"Date": "2024-01-02 03:04:05", "Link": f"{SHARE}/7000000000000000001/"},
            {"Date": "2024-01-02 03:05:05", "Link": f"{SHARE}/7000000000000000002/"},
            {"Date": "2024-01-32 03:05:05", "Link": f"{SHARE}/7000000000000000002/"}]},
        "Like List": {"ItemFavoriteList": [
            {"date": "2024-01-02 03:06:05", "link": f"{SHARE}/7000000000000000002/"}]},
        "Favorite Videos": {"FavoriteVideoList": [
            {"Date": "2024-01-02 03:07:05", "Link": f"{SHARE}/7000000000000000001/"}]},
        "Share History": {"ShareHistoryList": [
            {"Date": "2024-01-02 03:08:05", "SharedContent": "video", "Method": "SECRET",
             "Link": f"{SHARE}/7000000000000000001/"}]},
        "Following List": {"Following": [{"Date": "2024-01-01 00:00:01", "UserName": "kettles"}]},
        "Follower List": {"FansList": [{"Date": "2024-01-01 00:00:01", "UserName": "SECRET"}]},
        "Login History": {"LoginHistoryList": [{"Date": "2024-01-01 00:00:01", "IP": "SECRET"}]},
        "Search History": {"SearchList": [{"Date": "2024-01-01 00:00:01", "SearchTerm": "SECRET"}]},
        "Most Recent Location Data": {"LocationData": "SECRET"},
    },
    "Ads and data": {"Ad Interests": {"AdInterestCategories": "SECRET"}},
    "Comment": {"Comments": {"CommentsList": [
        {"date": "2024-01-02 03:09:05", "comment": "Which kettle?"}]}},
    "Direct Messages": {"Chat History": {"ChatHistory": {"Chat History with bob:": [
        {"Date": "2024-01-02 03:09:05", "From": "ann", "Content": "SECRET"}]}}},
    "Profile": {"Profile Information": {"ProfileMap": {
        "userName": "ann", "emailAddress": "ann@SECRET.example", "telephoneNumber": "SECRET"}}},
    "Video": {"Videos": {"VideoList": [
        {"Date": "2024-01-02 03:10:05", "Link": "https://v16.example/file?SECRET", "Likes": "1.2K",
         "Title": "My kettle", "Location": "SECRET"}]}},
}  # fmt: skip


def _map(**entries: Any) -> Json:
    return {"title": "", "string_map_data": entries}


def _said(text: str) -> str:
    """Text as Instagram writes it: UTF-8 taken for Latin-1."""
    return text.encode().decode("latin-1")


POST = "https://www.instagram.com/p/BAAAAAAAAAA/"
INSTAGRAM: dict[str, Any] = {
    "personal_information/personal_information/personal_information.json": {"profile_user": [
        _map(Email={"value": "SECRET"}, Username={"value": "ann"}, Phone={"value": "SECRET"})]},
    "ads_information/ads_and_topics/posts_viewed.json": {"impressions_history_posts_seen": [
        _map(Author={"value": "kettles"}, Time={"timestamp": 1704164400}),
        _map(Author={"value": "kettles"}, Time={"timestamp": 0})]},
    "ads_information/ads_and_topics/videos_watched.json": [
        {"timestamp": 1704164460, "media": [], "label_values": [
            {"label": "URL", "value": POST.replace("/p/", "/reel/"), "href": ""},
            {"dict": [{"dict": [{"label": "Username", "value": "kettles"}], "title": "Owner"}]}]}],
    "ads_information/ads_and_topics/ads_viewed.json": {"impressions_history_ads_seen": [
        _map(Author={"value": "SECRET"}, Time={"timestamp": 1704164400})]},
    "your_instagram_activity/likes/liked_posts.json": {"likes_media_likes": [
        {"title": "kettles", "string_list_data": [
            {"href": POST, "value": "👍", "timestamp": 1704164520}]}]},
    "your_instagram_activity/saved/saved_posts.json": {"saved_saved_media": [
        {"title": "kettles", "string_map_data": {
            "Saved on": {"href": POST, "timestamp": 1704164580}}}]},
    "your_instagram_activity/comments/post_comments_1.json": [
        _map(Kommentar={"value": _said("Schöner Kessel")}, Zeit={"timestamp": 1704164640})],
    "connections/followers_and_following/following.json": {"relationships_following": [
        {"title": "kettles", "string_list_data": [
            {"href": "https://www.instagram.com/_u/kettles", "timestamp": 1704164700}]}]},
    "connections/followers_and_following/followers_1.json": [
        {"title": "", "string_list_data": [{"value": "SECRET", "timestamp": 1704164700}]}],
    "your_instagram_activity/media/posts_1.json": [
        {"media": [{"uri": "media/a.jpg", "creation_timestamp": 1704164760,
                    "title": _said("Grüner Tee"),
                    "media_metadata": {"exif": {"latitude": "SECRET"}}}]}],
    "your_instagram_activity/messages/inbox/bob/message_1.json": {"messages": [
        {"sender_name": "bob", "timestamp_ms": 1704164760000, "content": "SECRET"}]},
}  # fmt: skip

_WATCH = "https://www.youtube.com/watch?v"
YOUTUBE_HISTORY: list[Json] = [
    {"header": "YouTube", "title": "Watched Kettles", "titleUrl": f"{_WATCH}\u003daaaaaaaaaa1",
     "subtitles": [{"name": "SECRET", "url": "https://www.youtube.com/channel/UC9"}],
     "time": "2024-01-02T03:04:05.678Z", "products": ["YouTube"],
     "activityControls": ["YouTube watch history"]},
    {"header": "YouTube", "title": "Watched an ad", "titleUrl": f"{_WATCH}=aaaaaaaaaa2",
     "time": "2024-01-02T03:05:05Z", "details": [{"name": "From Google Ads"}]},
    {"header": "YouTube", "title": "Watched a video that has been removed",
     "time": "2024-01-02T03:06:05Z"},
]  # fmt: skip
YOUTUBE_HTML = (
    '<html><body><div class="mdl-grid">'
    '<div class="outer-cell mdl-cell mdl-cell--12-col mdl-shadow--2dp"><div class="mdl-grid">'
    '<div class="content-cell">Watched\u00a0<a href="https://www.youtube.com/watch?v=aaaaaaaaaa1">'
    'Kettles &amp; tea</a><br><a href="https://www.youtube.com/channel/UC9">SECRET</a><br>'
    "Jan 2, 2024, 4:04:05\u202fAM CET<br></div></div></div>"
    '<div class="outer-cell mdl-cell"><div class="content-cell">Watched a video<br>'
    "Jan 2, 2024, 4:05:05\u202fAM CET<br></div></div></div></body></html>"
)
YOUTUBE: dict[str, str] = {
    "Takeout/YouTube and YouTube Music/history/watch-history.json": json.dumps(YOUTUBE_HISTORY),
    "Takeout/YouTube and YouTube Music/history/search-history.json": '[{"title": "SECRET"}]',
    "Takeout/YouTube and YouTube Music/comments/comments.csv":
        "Comment ID,Channel ID,Comment Create Timestamp,Price,Parent Comment ID,Video ID,"
        "Comment Text\n"
        'Ug1,UC0000000001,2024-01-02T03:07:05.5+00:00,SECRET,,aaaaaaaaaa1,"{""takeoutSegments"":'
        '[{""text"":""Which ""},{""text"":""kettle?""}]}"\n'
        'Ug1.x,UC0000000001,2024-01-02T03:08:05Z,,Ug1,aaaaaaaaaa1,"{""text"":""A plain one""}"\n',
    "Takeout/YouTube and YouTube Music/subscriptions/subscriptions.csv":
        "Channel Id,Channel Url,Channel Title\n"
        "UC9,http://www.youtube.com/channel/UC9,Kettles\n",
    "Takeout/YouTube and YouTube Music/playlists/Liked videos.csv":
        "Video ID,Playlist Video Creation Timestamp\naaaaaaaaaa1,2024-01-02T03:09:05+00:00\n",
    "Takeout/YouTube and YouTube Music/video metadata/videos.csv":
        "Video ID,Video Title (Original),Privacy,Video Create Timestamp\n"
        "aaaaaaaaaa3,My kettle,Public,2024-01-02T03:10:05+00:00\n"
        "aaaaaaaaaa4,SECRET,Private,2024-01-02T03:10:05+00:00\n",
}  # fmt: skip


def _tweet(number: str, text: str, **more: Any) -> Json:
    return {"tweet": {
        "id_str": number, "id": number, "full_text": text, "lang": "en", "favorite_count": "3",
        "retweet_count": "0", "created_at": "Tue Jan 02 03:04:05 +0000 2024",
        "geo": {"coordinates": ["SECRET"]}, "entities": {"user_mentions": [{"name": "SECRET"}]},
        **more,
    }}  # fmt: skip


X_ARCHIVE: dict[str, str] = {
    "data/account.js": "window.YTD.account.part0 = " + json.dumps([{"account": {
        "email": "SECRET", "username": "ann", "accountId": "42", "phoneNumber": "SECRET"}}]),
    "data/tweets.js": "window.YTD.tweets.part0 = " + json.dumps([
        _tweet("1742020000000000001", "Which kettle?"),
        _tweet("1742020000000000002", "@bob A plain one", in_reply_to_status_id_str="17",
               in_reply_to_user_id_str="7", lang="qme"),
        _tweet("1742020000000000003", "RT @kettles: New!", lang="und"),
        _tweet("1742020000000000004", "no time", created_at="soon")]),
    "data/deleted-tweets.js": "window.YTD.deleted_tweets.part0 = " + json.dumps([
        _tweet("1742020000000000005", "gone", deleted_at="Wed Jan 03 03:04:05 +0000 2024")]),
    "data/like.js": "window.YTD.like.part0 = " + json.dumps([
        {"like": {"tweetId": "1212092628029698048", "fullText": "SECRET"}},
        {"like": {"tweetId": "12345"}}]),
    "data/following.js": "window.YTD.following.part0 = " + json.dumps([
        {"following": {"accountId": "7", "userLink": "https://x.com/SECRET"}}]),
    "data/direct-messages.js": "window.YTD.direct_messages.part0 = " + json.dumps([
        {"dmConversation": {"messages": [{"messageCreate": {"text": "SECRET"}}]}}]),
    "data/personalization.js": 'window.YTD.personalization.part0 = [{"p13nData": "SECRET"}]',
}  # fmt: skip


def write_tiktok(folder: Path) -> Path:
    """The zip of TikTok."""
    return zipped(folder / "TikTok_Data.zip", {"user_data_tiktok.json": json.dumps(TIKTOK)})


def write_instagram(folder: Path) -> Path:
    """The zip of Instagram."""
    contents = {name: json.dumps(value) for name, value in INSTAGRAM.items()}
    return zipped(folder / "instagram-ann.zip", contents)


def write_youtube(folder: Path) -> Path:
    """The zip of Google Takeout."""
    return zipped(folder / "takeout-20240201.zip", YOUTUBE)


def write_youtube_html(folder: Path) -> Path:
    """A history as a page, out of its zip."""
    path = folder / "watch-history.html"
    path.write_text(YOUTUBE_HTML, "utf-8")
    return path


def write_x(folder: Path) -> Path:
    """The zip of X."""
    return zipped(folder / "twitter-archive.zip", X_ARCHIVE)
