#include "routes.hpp"

#include "stratum/library/stored.hpp"
#include "stratum/tracks/feature.hpp"
#include "test_tracks.hpp"

namespace stratum::tracks {
namespace {

class TrackRoutes : public TrackServer {};

TEST_P(TrackRoutes, ListTheNewestFirstAndInAnyOrder) {
    add("Blue", "Zoe");
    add("Amber", "Yan");
    add("Coral", "Xia");
    EXPECT_EQ(titles("/api/v1/tracks"), (Titles{"Coral", "Amber", "Blue"}));
    EXPECT_EQ(titles("/api/v1/tracks?sort=title"), (Titles{"Amber", "Blue", "Coral"}));
    EXPECT_EQ(titles("/api/v1/tracks?sort=-artist"), (Titles{"Blue", "Amber", "Coral"}));
    EXPECT_EQ(get("/api/v1/tracks?sort=colour").status, 400);
}

TEST_P(TrackRoutes, ComeInPages) {
    for (const auto* title : {"A", "B", "C", "D", "E"}) add(title, "x");
    const auto first = get("/api/v1/tracks?sort=title&limit=2&count=true").json();
    EXPECT_EQ(first.find("total")->integer(), 5);
    EXPECT_EQ(titles("/api/v1/tracks?sort=title&limit=2&cursor=" + net::encode_percent(first.text("next_cursor"))),
              (Titles{"C", "D"}));
    EXPECT_EQ(get("/api/v1/tracks?sort=artist&cursor=" + net::encode_percent(first.text("next_cursor"))).status, 400);
    EXPECT_EQ(get("/api/v1/tracks?limit=201").status, 400);
    EXPECT_EQ(titles("/api/v1/tracks?sort=title&offset=3"), (Titles{"D", "E"}));
}

TEST_P(TrackRoutes, AreFoundByWords) {
    add("Blue Monday", "New Order");
    add("Harder", "Daft Punk");
    EXPECT_EQ(titles("/api/v1/tracks?q=monday"), Titles{"Blue Monday"});
    EXPECT_EQ(titles("/api/v1/tracks?q=artist:daft"), Titles{"Harder"});
    EXPECT_EQ(titles("/api/v1/tracks?q=nothing"), Titles{});
    EXPECT_EQ(get("/api/v1/tracks?q=bpm:fast").status, 400);
    EXPECT_EQ(get("/api/v1/tracks?key=H").status, 400);
    EXPECT_EQ(get("/api/v1/tracks?bpm_min=x").status, 400);
}

TEST_P(TrackRoutes, ShowOne) {
    const auto id = add("Blue", "Zoe");
    const auto reply = get("/api/v1/tracks/" + id);
    ASSERT_EQ(reply.status, 200) << reply.body;
    const auto json = reply.json();
    EXPECT_EQ(json.find("tags")->text("artist"), "Zoe");
    EXPECT_EQ(json.find("files")->array()->front().text("folder"), "/music");
    EXPECT_EQ(json.find("files")->array()->front().find("present")->boolean(), false);
    EXPECT_EQ(get("/api/v1/tracks/" + id, {{"If-None-Match", std::string{reply.headers.get("ETag")}}}).status, 304);
    EXPECT_EQ(get("/api/v1/tracks/" + to_text(IdSource::random())).status, 404);
    EXPECT_EQ(get("/api/v1/tracks/x").status, 404);
}

TEST_P(TrackRoutes, TellUploadsAsThereAndInNoFolder) {
    const auto id = add_at(library::stored_path({std::string(64, 'a'), "blue.flac"}), "Blue", "Zoe");
    const auto json = get("/api/v1/tracks/" + id).json();
    const auto& file = json.find("files")->array()->front();
    EXPECT_EQ(file.text("name"), "blue.flac");
    EXPECT_EQ(file.find("present")->boolean(), true);
    EXPECT_EQ(file.find("folder"), nullptr);
    EXPECT_EQ(file.find("modified_at"), nullptr);
}

TEST_P(TrackRoutes, TakeAPersonsWordAndGiveItBack) {
    const auto id = add("Blue", "Zoe");
    const std::string path = "/api/v1/tracks/" + id;
    const std::string before{get(path).headers.get("ETag")};
    const auto changed = send(net::Method::patch, path, R"({"title":"Azure","rating":4})", {{"If-Match", before}});
    ASSERT_EQ(changed.status, 200) << changed.body;
    EXPECT_EQ(changed.json().text("title"), "Azure");
    EXPECT_EQ(changed.json().find("edits")->text("title"), "Azure");
    EXPECT_EQ(changed.json().find("tags")->text("title"), "Blue");
    EXPECT_EQ(send(net::Method::patch, path, R"({"title":"Other"})", {{"If-Match", before}}).status, 412);
    clock_.advance(Seconds{1.0});
    EXPECT_EQ(send(net::Method::patch, path, R"({"title":null})").json().text("title"), "Blue");
    EXPECT_EQ(send(net::Method::patch, path, "{}").status, 422);
    EXPECT_EQ(send(net::Method::patch, path, R"({"rating":9})").status, 422);
    EXPECT_EQ(send(net::Method::patch, path, R"({"colour":"red"})").status, 422);
    EXPECT_EQ(send(net::Method::patch, path, R"({"title":3})").status, 422);
}

TEST_P(TrackRoutes, GoThroughTheBin) {
    const std::string path = "/api/v1/tracks/" + add("Blue", "Zoe");
    EXPECT_EQ(send(net::Method::delete_, path + "?erase=true").status, 409);
    EXPECT_EQ(send(net::Method::delete_, path).status, 204);
    EXPECT_EQ(titles("/api/v1/tracks"), Titles{});
    EXPECT_EQ(titles("/api/v1/tracks?bin=true"), Titles{"Blue"});
    EXPECT_EQ(post(path + "/restore", "").status, 200);
    EXPECT_EQ(titles("/api/v1/tracks"), Titles{"Blue"});
    EXPECT_EQ(send(net::Method::delete_, path).status, 204);
    EXPECT_EQ(send(net::Method::delete_, path + "?erase=true").status, 204);
    EXPECT_EQ(get(path).status, 404);
}

TEST_P(TrackRoutes, ShowNothingOfOtherWorkspaces) {
    const Uuid other = IdSource::random();
    {
        auto writer = pool_->write();
        ASSERT_TRUE(
            (*writer)->execute("INSERT INTO workspaces (id, name, created_at) VALUES ($1, 'Other', 1)", {other.bytes}));
    }
    const std::string path = "/api/v1/tracks/" + add("Foreign", "Zoe", other);
    EXPECT_EQ(titles("/api/v1/tracks"), Titles{});
    EXPECT_EQ(get(path).status, 404);
    EXPECT_EQ(send(net::Method::patch, path, R"({"title":"Mine"})").status, 404);
    EXPECT_EQ(send(net::Method::delete_, path).status, 404);
    EXPECT_EQ(post(path + "/restore", "").status, 404);
}

STRATUM_ON_EVERY_ENGINE(TrackRoutes);

}  // namespace
}  // namespace stratum::tracks
