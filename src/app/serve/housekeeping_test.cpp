#include "serve/housekeeping.hpp"

#include "serve/schemas.hpp"
#include "stratum/store/jobs/claims.hpp"
#include "stratum/store/jobs/job_store.hpp"
#include "stratum/store/migrations.hpp"
#include "stratum/store/test_engines.hpp"

#include <algorithm>

namespace stratum::app {
namespace {

class Housekeeping : public store::OnEveryEngine {
  protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (IsSkipped()) return;
        database_ = open();
        ASSERT_TRUE(store::migrate(*database_, all_schemas(), clock_));
    }
    void TearDown() override {
        database_.reset();
        OnEveryEngine::TearDown();
    }
    void keep_answer(std::string_view key) {
        ASSERT_TRUE(database_->execute(
            "INSERT INTO idempotency (workspace_id, user_id, api_key_id, key, fingerprint, status, content_type, "
            "location, etag, body, created_at) VALUES ($1, $2, $2, $3, $4, 201, '', '', '', $4, $5)",
            {workspace_.bytes, Uuid{}.bytes, key, Bytes{1}, clock_.now().milliseconds}));
    }
    void ask_for(const std::string& kind, std::optional<Timestamp> run_after = {}) {
        ASSERT_TRUE(store::enqueue_job(
            *database_, ids_, {.workspace = workspace_, .kind = kind, .max_attempts = 1, .run_after = run_after},
            clock_.now()));
    }
    store::JobClaim claim(const std::string& kind) {
        return store::claim_jobs(*database_, {.worker = "w", .kinds = {kind}, .lease = Seconds{60.0}}, clock_.now())
            .value()
            .at(0);
    }
    std::int64_t count(const std::string& from) {
        return database_->query_one("SELECT count(*) FROM " + from).value()->integer(0);
    }

    ManualClock clock_{Timestamp{1'795'000'000'000}};
    IdSource ids_{clock_};
    Uuid workspace_ = IdSource::random();
    std::unique_ptr<store::Database> database_;
};

TEST_P(Housekeeping, ForgetsAnswersAfterADayAndDoneJobsAfterAMonth) {
    keep_answer("old");
    ask_for("scan");
    ASSERT_TRUE(store::complete_job(*database_, claim("scan"), {}, clock_.now()));
    ask_for("scan");
    clock_.advance(Seconds{25.0 * 3600});
    keep_answer("new");
    ASSERT_TRUE(forget_what_is_old(*database_, clock_.now()));
    EXPECT_EQ(count("idempotency"), 1);
    EXPECT_EQ(count("idempotency WHERE key = 'new'"), 1);
    EXPECT_EQ(count("jobs"), 2);
    clock_.advance(Seconds{30.0 * 86'400});
    ASSERT_TRUE(forget_what_is_old(*database_, clock_.now()));
    EXPECT_EQ(count("idempotency"), 0);
    EXPECT_EQ(count("jobs WHERE state = 'queued'"), 1) << "what waits is never old";
    EXPECT_EQ(count("jobs"), 1);
}

TEST_P(Housekeeping, CountsWhatIsNotDoneByKind) {
    JobFigures figures;
    EXPECT_TRUE(figures.samples().empty());
    for (int i = 0; i < 3; ++i) ask_for("scan");
    ask_for("scan", Timestamp{clock_.now().milliseconds + 60'000});
    ask_for("hear");
    ASSERT_EQ(store::fail_job(*database_, claim("scan"), error(ErrorCode::io, "it broke"), Seconds{1.0}, clock_.now())
                  .value(),
              store::JobState::dead);
    (void)claim("scan");
    ASSERT_TRUE(store::complete_job(*database_, claim("hear"), {}, clock_.now()));
    const auto value = [&](const std::string& labels) {
        const auto all = figures.samples();
        const auto found = std::ranges::find(all, labels, &platform::Metrics::Sample::labels);
        return found == all.end() ? -1.0 : found->value;
    };
    ASSERT_TRUE(figures.count(*database_, clock_.now()));
    EXPECT_EQ(value(R"(kind="scan",state="waiting")"), 1.0);
    EXPECT_EQ(value(R"(kind="scan",state="later")"), 1.0);
    EXPECT_EQ(value(R"(kind="scan",state="running")"), 1.0);
    EXPECT_EQ(value(R"(kind="scan",state="dead")"), 1.0);
    EXPECT_EQ(value(R"(kind="hear",state="dead")"), -1.0) << "never seen open";
    ASSERT_TRUE(database_->execute("DELETE FROM jobs"));
    ASSERT_TRUE(figures.count(*database_, clock_.now()));
    EXPECT_EQ(value(R"(kind="scan",state="dead")"), 0.0);
}

STRATUM_ON_EVERY_ENGINE(Housekeeping);

}  // namespace
}  // namespace stratum::app
