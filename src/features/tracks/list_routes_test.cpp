#include "routes.hpp"
#include "test_tracks.hpp"

namespace stratum::tracks {
namespace {

class ListRoutes : public TrackServer {
  protected:
    std::string make(const std::string& kind, const std::string& body) {
        const auto reply = post("/api/v1/" + kind, body);
        EXPECT_EQ(reply.status, 201) << reply.body;
        EXPECT_EQ(reply.headers.get("Location"), "/api/v1/" + kind + "/" + reply.json().text("id"));
        return "/api/v1/" + kind + "/" + reply.json().text("id");
    }
    Titles titles_in(const std::string& playlist) {
        Titles out;
        const auto json = get(playlist + "/entries").json();
        for (const auto& item : *json.find("items")->array()) out.push_back(item.find("track")->text("title"));
        return out;
    }
};

TEST_P(ListRoutes, KeepTracksInTheirOrder) {
    const auto a = add("A", "x");
    const auto b = add("B", "x");
    const std::string list = make("playlists", R"({"name":"Set","track_ids":[")" + a + R"("]})");
    const auto added = post(list + "/entries", R"({"track_ids":[")" + b + R"(",")" + a + R"("]})");
    ASSERT_EQ(added.status, 201) << added.body;
    const auto entries = *added.json().find("entry_ids")->array();
    EXPECT_EQ(titles_in(list), (Titles{"A", "B", "A"}));
    const auto first = get(list + "/entries").json();
    const std::string top = first.find("items")->array()->front().text("id");
    const std::string move = R"({"entry_ids":[")" + *entries[0].string() + R"("],"before":")" + top + R"("})";
    EXPECT_EQ(post(list + "/entries/move", move).status, 200);
    EXPECT_EQ(titles_in(list), (Titles{"B", "A", "A"}));
    EXPECT_EQ(send(net::Method::delete_, list + "/entries/" + *entries[0].string()).status, 204);
    EXPECT_EQ(titles_in(list), (Titles{"A", "A"}));
    EXPECT_EQ(get(list).json().find("tracks")->integer(), 2);
    EXPECT_EQ(send(net::Method::delete_, list + "/entries/" + *entries[0].string()).status, 404);
}

TEST_P(ListRoutes, AreRenamedIfNobodyElseWas) {
    const std::string list = make("playlists", R"({"name":"Set","description":"late"})");
    const std::string etag{get(list).headers.get("ETag")};
    EXPECT_EQ(get(list, {{"If-None-Match", etag}}).status, 304);
    const auto renamed = send(net::Method::patch, list, R"({"name":"Night","description":null})", {{"If-Match", etag}});
    EXPECT_EQ(renamed.json().text("name"), "Night");
    EXPECT_EQ(renamed.json().find("description"), nullptr);
    EXPECT_EQ(send(net::Method::patch, list, R"({"name":"Day"})", {{"If-Match", etag}}).status, 412);
    EXPECT_EQ(send(net::Method::patch, list, "{}").status, 422);
    EXPECT_EQ(send(net::Method::delete_, list).status, 204);
    EXPECT_EQ(get(list).status, 404);
}

TEST_P(ListRoutes, HaveNamesThatCanBeSeen) {
    for (const char* name : {"", "  ", "\\t", "\u3000", "\u200b", "a\\u0000b"})
        for (const char* kind : {"playlists", "collections"}) {
            const auto refused = post(std::string{"/api/v1/"} + kind, R"({"name":")" + std::string{name} + "\"}");
            EXPECT_EQ(refused.status, 422) << name;
        }
    EXPECT_EQ(post("/api/v1/playlists", R"({"name":" a\u3000b "})").json().text("name"), "a\u3000b");
}

TEST_P(ListRoutes, AreListedByName) {
    make("playlists", R"({"name":"Beta"})");
    make("playlists", R"({"name":"alpha"})");
    const auto page = get("/api/v1/playlists?limit=1").json();
    EXPECT_EQ(page.find("items")->array()->front().text("name"), "alpha");
    const auto next = get("/api/v1/playlists?limit=1&cursor=" + net::encode_percent(page.text("next_cursor"))).json();
    EXPECT_EQ(next.find("items")->array()->front().text("name"), "Beta");
    EXPECT_EQ(get("/api/v1/playlists?q=BET").json().find("items")->array()->size(), 1U);
}

TEST_P(ListRoutes, KeepCollectionsByHandOrByAQuery) {
    const auto a = add("A", "Daft");
    const std::string hand = make("collections", R"({"name":"Mine"})");
    EXPECT_EQ(post(hand + "/tracks", R"({"track_ids":[")" + a + R"("]})").json().find("tracks")->integer(), 1);
    EXPECT_EQ(titles("/api/v1/tracks?collection=" + hand.substr(20)), Titles{"A"});
    EXPECT_EQ(send(net::Method::delete_, hand + "/tracks/" + a).status, 204);
    EXPECT_EQ(titles("/api/v1/tracks?collection=" + hand.substr(20)), Titles{});
    const std::string query = make("collections", R"({"name":"Daft","query":"artist:daft"})");
    EXPECT_EQ(get(query).json().text("kind"), "query");
    EXPECT_EQ(titles("/api/v1/tracks?collection=" + query.substr(20)), Titles{"A"});
    EXPECT_EQ(send(net::Method::patch, query, R"({"query":"artist:nobody"})").status, 200);
    EXPECT_EQ(titles("/api/v1/tracks?collection=" + query.substr(20)), Titles{});
    EXPECT_EQ(post(query + "/tracks", R"({"track_ids":[")" + a + R"("]})").status, 422);
}

TEST_P(ListRoutes, TellWhatIsWrong) {
    EXPECT_EQ(post("/api/v1/playlists", R"({"name":""})").status, 422);
    EXPECT_EQ(post("/api/v1/playlists", R"({"name":"x","track_ids":[]})").status, 422);
    EXPECT_EQ(post("/api/v1/playlists", R"({"name":"x","track_ids":["018f3c2e-7b1a-7c3d-9e4f-0123456789ab"]})").status,
              404);
    EXPECT_EQ(post("/api/v1/collections", R"({"name":"x","query":"bpm:fast"})").status, 422);
    EXPECT_EQ(get("/api/v1/playlists/018f3c2e-7b1a-7c3d-9e4f-0123456789ab").status, 404);
    EXPECT_EQ(get("/api/v1/playlists?cursor=x").status, 400);
}

STRATUM_ON_EVERY_ENGINE(ListRoutes);

}  // namespace
}  // namespace stratum::tracks
