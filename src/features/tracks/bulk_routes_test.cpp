#include "routes.hpp"
#include "stratum/account/sessions.hpp"
#include "stratum/account/workspaces.hpp"
#include "stratum/store/jobs/job_store.hpp"
#include "test_tracks.hpp"

namespace stratum::tracks {
namespace {

class BulkRoutes : public TrackServer {
  protected:
    Reply bulk(const std::string& action, const std::vector<std::string>& tracks, const std::string& more = {}) {
        std::string ids;
        for (const auto& track : tracks) ids += (ids.empty() ? "\"" : ",\"") + track + "\"";
        return post("/api/v1/tracks/bulk", R"({"action":")" + action + R"(","track_ids":[)" + ids + "]" +
                                               (more.empty() ? "" : "," + more) + "}");
    }
    static std::int64_t changed(const Reply& reply) {
        EXPECT_EQ(reply.status, 200) << reply.body;
        return reply.json().find("changed")->integer().value_or(-1);
    }
    std::string make(const std::string& kind) {
        return post("/api/v1/" + kind, R"({"name":"List"})").json().text("id");
    }
};

TEST_P(BulkRoutes, PatchBinRestoreAndErase) {
    const auto a = add("A", "x");
    const auto b = add("B", "x");
    add("C", "x");
    EXPECT_EQ(changed(bulk("patch", {a, b, a}, R"("patch":{"genre":"House"})")), 2);
    EXPECT_EQ(changed(bulk("patch", {a, b}, R"("patch":{"genre":"House"})")), 0) << "said already";
    EXPECT_EQ(titles("/api/v1/tracks?q=genre:house&sort=title"), (Titles{"A", "B"}));
    EXPECT_EQ(bulk("erase", {a, b}).status, 409) << "not in the bin";
    EXPECT_EQ(changed(bulk("bin", {a, b})), 2);
    EXPECT_EQ(titles("/api/v1/tracks"), Titles{"C"});
    EXPECT_EQ(changed(bulk("restore", {a})), 1);
    EXPECT_EQ(changed(bulk("erase", {b})), 1);
    EXPECT_EQ(titles("/api/v1/tracks?sort=title"), (Titles{"A", "C"}));
    auto reader = pool_->read();
    EXPECT_EQ((*reader)->query("SELECT 1 FROM events WHERE kind = 'track.erased'").value().size(), 1U);
    EXPECT_EQ((*reader)->query("SELECT 1 FROM events WHERE kind = 'track.updated'").value().size(), 1U);
}

TEST_P(BulkRoutes, PutIntoListsAndTakeOut) {
    const auto a = add("A", "x");
    const auto b = add("B", "x");
    const auto playlist = make("playlists");
    const auto collection = make("collections");
    const auto in = [](const std::string& list) { return R"("list_id":")" + list + "\""; };
    EXPECT_EQ(changed(bulk("add_to_playlist", {a, b, a}, in(playlist))), 3) << "a playlist may play it twice";
    EXPECT_EQ(changed(bulk("add_to_collection", {a, b}, in(collection))), 2);
    EXPECT_EQ(changed(bulk("add_to_collection", {a, b}, in(collection))), 0);
    EXPECT_EQ(changed(bulk("remove_from_collection", {a}, in(collection))), 1);
    EXPECT_EQ(titles("/api/v1/tracks?collection=" + collection), Titles{"B"});
    EXPECT_EQ(bulk("add_to_playlist", {a}, in(collection)).status, 404);
    EXPECT_EQ(bulk("add_to_playlist", {a}).status, 422);
}

TEST_P(BulkRoutes, AskForAnalyses) {
    const auto a = add("A", "x");
    const auto b = add("B", "x");
    const auto reply = bulk("analyse", {a, b});
    EXPECT_EQ(changed(reply), 2);
    EXPECT_EQ(reply.json().find("job")->text("kind"), "analyse");
    auto reader = pool_->read();
    EXPECT_EQ(store::list_jobs(**reader, workspace_, {})->size(), 2U);
}

TEST_P(BulkRoutes, AreDoneToAllOrToNone) {
    const auto a = add("A", "x");
    const auto foreign = IdSource::random();
    {
        auto writer = pool_->write();
        ASSERT_TRUE((*writer)->execute("INSERT INTO workspaces (id, name, created_at) VALUES ($1, 'Other', 1)",
                                       {foreign.bytes}));
    }
    const auto other = add("B", "x", foreign);
    for (const auto* action : {"bin", "restore", "erase", "analyse"})
        EXPECT_EQ(bulk(action, {a, other}).status, action == std::string{"erase"} ? 409 : 404) << action;
    EXPECT_EQ(bulk("erase", {other}).status, 404);
    EXPECT_EQ(bulk("patch", {a, other}, R"("patch":{"rating":3})").status, 404);
    EXPECT_EQ(titles("/api/v1/tracks"), Titles{"A"});
    EXPECT_EQ(get("/api/v1/tracks/" + a).json().find("rating"), nullptr);
    auto reader = pool_->read();
    EXPECT_TRUE(store::list_jobs(**reader, workspace_, {})->empty());
}

TEST_P(BulkRoutes, RefuseWhatMakesNoSense) {
    const auto a = add("A", "x");
    EXPECT_EQ(bulk("paint", {a}).status, 422);
    EXPECT_EQ(bulk("bin", {}).status, 422);
    EXPECT_EQ(bulk("bin", std::vector<std::string>(10'001, a)).status, 422);
    EXPECT_EQ(bulk("bin", std::vector<std::string>(10'000, a)).status, 200);
    EXPECT_EQ(bulk("patch", {a}).status, 422);
    EXPECT_EQ(bulk("patch", {a}, R"("patch":{})").status, 422);
    EXPECT_EQ(bulk("patch", {a}, R"("patch":{"rating":6})").status, 422);
    EXPECT_EQ(bulk("bin", {a}, R"("patch":{"rating":5})").status, 422);
    EXPECT_EQ(bulk("bin", {a}, R"("list_id":")" + a + "\"").status, 422);
    EXPECT_EQ(bulk("bin", {"x"}).status, 422);
    EXPECT_EQ(get("/api/v1/tracks/bulk").status, 405);
}

STRATUM_ON_EVERY_ENGINE(BulkRoutes);

}  // namespace
}  // namespace stratum::tracks
