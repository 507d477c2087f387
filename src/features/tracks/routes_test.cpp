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

TEST_P(TrackRoutes, AreFoundByWhatIsKeptOfThem) {
    const auto blue = add("Blue", "Zoe");
    add("Amber", "Yan");
    clock_.advance(Seconds{86400.0 * 40});
    add_at(library::stored_path({std::string(64, 'a'), "late/Coral Reef.wav"}), "Coral", "Xia");
    clock_.advance(Seconds{1.0});
    ASSERT_EQ(send(net::Method::patch, "/api/v1/tracks/" + blue, R"({"rating":5})").status, 200);
    const auto found = [&](const std::string& q) {
        return titles("/api/v1/tracks?sort=title&q=" + net::encode_percent(q));
    };
    EXPECT_EQ(found("rating:5"), Titles{"Blue"});
    EXPECT_EQ(found("rating>=4 artist:zoe"), Titles{"Blue"});
    EXPECT_EQ(found("rating:<5"), Titles{});
    EXPECT_EQ(found("doubt:>0.1"), Titles{});
    const std::string day = to_rfc3339(clock_.now()).substr(0, 10);
    EXPECT_EQ(found("added:" + day), Titles{"Coral"});
    EXPECT_EQ(found("added:<" + day), (Titles{"Amber", "Blue"}));
    EXPECT_EQ(found("updated:>=" + day), (Titles{"Blue", "Coral"}));
    EXPECT_EQ(titles("/api/v1/tracks?sort=updated_at&q=updated:%3E%3D" + day), (Titles{"Coral", "Blue"}));
    EXPECT_EQ(found("corrected:no codec:flac format:=flac"), (Titles{"Amber", "Blue", "Coral"}));
    EXPECT_EQ(found("corrected:yes"), Titles{});
    EXPECT_EQ(found("codec:mp3"), Titles{});
    EXPECT_EQ(found("sample_rate:44.1k channels:2 lossless:yes"), (Titles{"Amber", "Blue", "Coral"}));
    EXPECT_EQ(found("sample_rate:>=48000"), Titles{});
    EXPECT_EQ(found("lossless:no"), Titles{});
    EXPECT_EQ(found("state:none"), (Titles{"Amber", "Blue", "Coral"}));
    EXPECT_EQ(found("state:none state:done"), Titles{});
    EXPECT_EQ(titles("/api/v1/tracks?state=done&q=state:none"), Titles{});
    EXPECT_EQ(found("file:reef"), Titles{"Coral"});
    EXPECT_EQ(found("file:late"), Titles{});
    EXPECT_EQ(found("file:=1.flac"), Titles{"Blue"});
    const auto unknown = get("/api/v1/tracks?q=nosuch:1");
    EXPECT_EQ(unknown.status, 400);
    EXPECT_NE(unknown.json().text("hint").find("rating:"), std::string::npos);
    EXPECT_EQ(found("\"nosuch:1\""), Titles{});
}

TEST_P(TrackRoutes, TellNobodyElsewhereWhereFilesLie) {
    const auto id = add("Blue", "Zoe");
    const net::Headers elsewhere = this->elsewhere();
    const auto shown = get("/api/v1/tracks/" + id, elsewhere);
    ASSERT_EQ(shown.status, 200) << shown.body;
    EXPECT_EQ(shown.body.find("/music"), std::string::npos);
    EXPECT_EQ(titles("/api/v1/tracks?q=path:/music/"), Titles{"Blue"});
    EXPECT_EQ(get("/api/v1/tracks?q=path:/music/", elsewhere).status, 400);
    EXPECT_EQ(get("/api/v1/tracks?q=file:1.flac", elsewhere).status, 200);
    const std::string list = R"({"name":"x","query":"path:/music"})";
    EXPECT_EQ(post("/api/v1/collections", list, elsewhere).status, 422);
    const auto made = post("/api/v1/collections", R"({"name":"x","query":"blue"})", elsewhere);
    ASSERT_EQ(made.status, 201) << made.body;
    const std::string address{made.headers.get("Location")};
    EXPECT_EQ(send(net::Method::patch, address, R"({"query":"path:/music"})", elsewhere).status, 422);
    EXPECT_EQ(send(net::Method::patch, address, R"({"query":"path:/music"})").status, 200);
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
    for (const char* blank : {"  ", "\\t", "\u3000", "\u200b \u00a0", "a\\u0000b"})
        EXPECT_EQ(send(net::Method::patch, path, R"({"title":")" + std::string{blank} + "\"}").status, 422) << blank;
    EXPECT_EQ(send(net::Method::patch, path, R"({"title":""})").status, 200) << "it has none";
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
