#include "routes.hpp"

#include "stratum/jobs/feature.hpp"
#include "stratum/platform/test_server.hpp"
#include "stratum/store/jobs/job_store.hpp"

namespace stratum::jobs {
namespace {

class JobRoutes : public platform::ServerTest {
  protected:
    void SetUp() override {
        ServerTest::SetUp();
        if (!IsSkipped()) start({feature()});
    }
    std::string enqueue(const std::string& kind, const Uuid& workspace, const Bytes& payload = {}) {
        const auto queued = services_->change([&](store::Database& database) {
            return store::enqueue_job(database, ids_, {.workspace = workspace, .kind = kind, .payload = payload},
                                      clock_.now());
        });
        EXPECT_TRUE(queued);
        return to_text(queued->id);
    }
    std::string enqueue(const std::string& kind = "sweep") { return enqueue(kind, workspace_); }
};

TEST_P(JobRoutes, ListTheNewestFirstInPages) {
    std::vector<std::string> ids;
    for (int i = 0; i < 5; ++i) ids.push_back(enqueue());
    const auto first = get("/api/v1/jobs?limit=3").json();
    ASSERT_EQ(first.find("items")->array()->size(), 3U);
    EXPECT_EQ((*first.find("items")->array())[0].text("id"), ids[4]);
    const auto second = get("/api/v1/jobs?limit=3&cursor=" + first.text("next_cursor")).json();
    ASSERT_EQ(second.find("items")->array()->size(), 2U);
    EXPECT_EQ((*second.find("items")->array())[1].text("id"), ids[0]);
    EXPECT_EQ(second.find("next_cursor"), nullptr);
}

TEST_P(JobRoutes, FilterByStateAndKind) {
    const auto cancelled = enqueue("a");
    enqueue("b");
    EXPECT_EQ(post("/api/v1/jobs/" + cancelled + "/cancel", "").status, 200);
    EXPECT_EQ(get("/api/v1/jobs?state=cancelled").json().find("items")->array()->size(), 1U);
    EXPECT_EQ(get("/api/v1/jobs?active=true").json().find("items")->array()->size(), 1U);
    EXPECT_EQ(get("/api/v1/jobs?kind=b").json().find("items")->array()->size(), 1U);
    EXPECT_EQ(get("/api/v1/jobs?state=failed").json().find("items")->array()->size(), 0U);
    EXPECT_EQ(get("/api/v1/jobs?state=lost").status, 400);
    EXPECT_EQ(get("/api/v1/jobs?limit=0").status, 400);
    EXPECT_EQ(get("/api/v1/jobs?cursor=x").status, 400);
    EXPECT_EQ(get("/api/v1/jobs?cursor=" + to_text(IdSource::random())).status, 400) << "of another list";
}

TEST_P(JobRoutes, AreTitledByTheFileThatTheyAreAbout) {
    const auto title = [&](const Bytes& payload) {
        return get("/api/v1/jobs/" + enqueue("analyse", workspace_, payload)).json().text("title");
    };
    const auto about = [](const std::string& path) {
        CborWriter order;
        order.map(2);
        order.string("force");
        order.boolean(true);
        order.string("path");
        order.string(path);
        return order.take();
    };
    EXPECT_EQ(title(about("/music/CD 1/S\u00f6ng.flac")), "S\u00f6ng.flac");
    EXPECT_EQ(title(about("/")), "analyse");
    EXPECT_EQ(title({}), "analyse");
    EXPECT_EQ(title({0xff, 0x00, 0x17}), "analyse");
}

TEST_P(JobRoutes, StopAndRepeatAJob) {
    const auto id = enqueue();
    const auto stopped = post("/api/v1/jobs/" + id + "/cancel", "");
    EXPECT_EQ(stopped.json().text("state"), "cancelled");
    EXPECT_EQ(post("/api/v1/jobs/" + id + "/cancel", "").status, 409);
    EXPECT_EQ(post("/api/v1/jobs/" + id + "/retry", "").json().text("state"), "queued");
    EXPECT_EQ(post("/api/v1/jobs/" + id + "/retry", "").status, 409);
}

TEST_P(JobRoutes, SayOfACancelledJobThatSomebodyCancelledIt) {
    const auto waits = enqueue("a");
    const auto runs = enqueue("b");
    ASSERT_TRUE(services_->change([&](store::Database& database) -> Result<void> {
        STRATUM_TRY(const auto claims, store::claim_jobs(database, {.worker = "w", .kinds = {"b"}}, clock_.now()));
        STRATUM_TRY_VOID(store::cancel_job(database, workspace_, claims.at(0).id, clock_.now()));
        STRATUM_TRY_VOID(store::fail_job(database, claims.at(0), error(ErrorCode::cancelled, "stopped listening"),
                                         Seconds{0.0}, clock_.now()));
        return {};
    }));
    EXPECT_EQ(post("/api/v1/jobs/" + waits + "/cancel", "").status, 200);
    for (const auto& id : {waits, runs}) {
        const auto job = get("/api/v1/jobs/" + id).json();
        EXPECT_EQ(job.text("state"), "cancelled");
        const auto* why = job.find("error");
        ASSERT_NE(why, nullptr) << id;
        EXPECT_EQ(why->text("title"), "Cancelled");
        EXPECT_EQ(why->text("code"), "cancelled");
        EXPECT_EQ(why->text("detail"), "somebody cancelled this before it was done");
        EXPECT_EQ(why->find("status")->number(), 409);
    }
    EXPECT_EQ(post("/api/v1/jobs/" + runs + "/retry", "").json().find("error"), nullptr);
}

TEST_P(JobRoutes, ShowOneAndNoneOfOtherWorkspaces) {
    const auto id = enqueue();
    const auto shown = get("/api/v1/jobs/" + id);
    EXPECT_EQ(shown.json().text("kind"), "sweep");
    EXPECT_EQ(get("/api/v1/jobs/" + id, {{"If-None-Match", std::string{shown.headers.get("ETag")}}}).status, 304);
    const auto foreign = enqueue("sweep", IdSource::random());
    for (const auto* what : {"", "/events"}) EXPECT_EQ(get("/api/v1/jobs/" + foreign + what).status, 404) << what;
    EXPECT_EQ(post("/api/v1/jobs/" + foreign + "/cancel", "").status, 404);
    EXPECT_EQ(get("/api/v1/jobs/7").status, 404);
}

TEST_P(JobRoutes, FollowAJob) {
    const auto reply = get("/api/v1/jobs/" + enqueue() + "/events");
    EXPECT_EQ(reply.headers.get("Content-Type"), "text/event-stream");
    ASSERT_TRUE(reply.events);
    watch_->look();
    bool closed = false;
    EXPECT_TRUE(reply.events->take(closed).starts_with("event: job\ndata: {"));
}

STRATUM_ON_EVERY_ENGINE(JobRoutes);

}  // namespace
}  // namespace stratum::jobs
