#include "sender.hpp"

#include "schedule.hpp"
#include "stratum/account/audit.hpp"
#include "stratum/platform/jobs_wire.hpp"
#include "stratum/store/jobs/job_store.hpp"
#include "test_webhooks.hpp"

#include <atomic>

namespace stratum::webhooks {
namespace {

class Webhooks : public WebhookTest {
  protected:
    /// The state of its one delivery.
    std::string state_of(const std::string& hook) { return log_of(hook).at(0).text("state"); }
    static platform::Receiver::Answer always(int status) {
        return [status](const net::Request&) { return net::Response{.status = status}; };
    }
};

TEST_P(Webhooks, SendSignedMessagesOfTheEventsThatAreWanted) {
    const auto hook = make_hook(receiver_.url("/in?key=1"), R"(["track.*","member.added"])");
    const Uuid event = tell("track.added", R"({"track_id":"x"})");
    tell("playlist.updated");
    tell("member.added");
    carry();
    const auto taken = receiver_.taken();
    ASSERT_EQ(taken.size(), 2U);
    EXPECT_EQ(taken[0].method, net::Method::post);
    EXPECT_EQ(taken[0].headers.get("Content-Type"), "application/json");
    EXPECT_TRUE(is_signed(taken[0], hook.secret));
    EXPECT_TRUE(is_signed(taken[1], hook.secret));
    EXPECT_EQ(taken[0].headers.get("webhook-timestamp"), std::to_string(clock_.now().milliseconds / 1000));
    const auto body = net::parse_json(taken[0].body).value();
    EXPECT_EQ(body.text("type"), "track.added");
    EXPECT_EQ(body.text("timestamp"), to_rfc3339(clock_.now()));
    EXPECT_EQ(body.text("event_id"), to_text(event));
    EXPECT_EQ(body.text("workspace_id"), to_text(workspace_));
    EXPECT_EQ(body.find("data")->text("track_id"), "x");
    const auto log = log_of(hook.id);
    ASSERT_EQ(log.size(), 2U);
    EXPECT_EQ(log[1].text("id"), taken[0].headers.get("webhook-id"));
    EXPECT_EQ(log[1].text("state"), "delivered");
    EXPECT_EQ(log[1].find("status")->integer(), 204);
    EXPECT_EQ(hook_json(hook.id).text("last_state"), "delivered");
}

TEST_P(Webhooks, TellHowJobsEndAndNotTheirOwn) {
    const auto hook = make_hook(receiver_.url(), R"(["job.*"])");
    const auto enqueued = services_->change([&](store::Database& db) {
        return store::enqueue_job(db, ids_, {.workspace = workspace_, .kind = "hear"}, clock_.now());
    });
    auto signal = std::make_shared<store::Signal>();
    {
        const auto worker = store::Worker::start({.name = "hearing", .poll = Seconds{0.01}},
                                                 {{.kind = "hear",
                                                   .run = [](store::JobContext&) -> Result<Bytes> { return Bytes{}; },
                                                   .ended = platform::teller_of_jobs(*services_)}},
                                                 *pool_, signal, clock_);
        const auto ended = [&] {
            auto reader = pool_->read();
            return store::find_job(**reader, workspace_, enqueued->id).value()->finished_at.has_value();
        };
        for (int i = 0; i < 2000 && !ended(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds{5});
        ASSERT_TRUE(ended());
    }
    carry();
    carry();  // the job that sent it has ended by now, too
    const auto taken = receiver_.taken();
    ASSERT_EQ(taken.size(), 1U);
    const auto body = net::parse_json(taken[0].body).value();
    EXPECT_EQ(body.text("type"), "job.updated");
    const auto* const job = body.find("data")->find("job");
    ASSERT_NE(job, nullptr);
    EXPECT_EQ(job->text("id"), to_text(enqueued->id));
    EXPECT_EQ(job->text("state"), "done");
}

TEST_P(Webhooks, StayInsideWhereTheConfigurationSaysSo) {
    const auto hook = make_hook(receiver_.url());
    settings_["privacy.level"] = "balanced";
    tell("track.added");
    carry();
    EXPECT_TRUE(receiver_.taken().empty());
    EXPECT_NE(log_of(hook.id).at(0).text("error").find("privacy.level"), std::string::npos);
}

TEST_P(Webhooks, KeepTheOrderAndTheWorkspaces) {
    const auto hook = make_hook(receiver_.url());
    for (int i = 0; i < 30; ++i) tell("track.added", R"({"n":)" + std::to_string(i) + "}");
    tell("track.added", R"({"n":99})", IdSource::random());
    carry();
    const auto taken = receiver_.taken();
    ASSERT_EQ(taken.size(), 30U);
    for (int i = 0; i < 30; ++i)
        EXPECT_EQ(net::parse_json(taken[static_cast<std::size_t>(i)].body)->find("data")->find("n")->integer(), i);
    EXPECT_EQ(log_of(hook.id).size(), 30U);
}

TEST_P(Webhooks, TryAgainByTheScheduleAndSendTheSameMessage) {
    receiver_.answer(always(500));
    const auto hook = make_hook(receiver_.url());
    tell("track.added");
    carry();
    for (int attempt = 1; attempt < 10; ++attempt) {
        ASSERT_EQ(receiver_.taken().size(), static_cast<std::size_t>(attempt));
        const auto log = log_of(hook.id);
        EXPECT_EQ(log[0].text("state"), "retrying");
        EXPECT_EQ(log[0].find("status")->integer(), 500);
        EXPECT_FALSE(log[0].text("error").empty());
        const auto next = parse_rfc3339(log[0].text("next_try_at")).value();
        const double pause = static_cast<double>(next.milliseconds - clock_.now().milliseconds) / 1000.0;
        EXPECT_GE(pause, pause_after(attempt, 0.0)->value());
        EXPECT_LE(pause, pause_after(attempt, 1.0)->value());
        clock_.advance(Seconds{pause - 1.0});
        work();
        EXPECT_EQ(receiver_.taken().size(), static_cast<std::size_t>(attempt)) << "not before its time";
        clock_.advance(Seconds{1.0});
        work();
    }
    EXPECT_EQ(state_of(hook.id), "failed");
    EXPECT_EQ(log_of(hook.id)[0].find("next_try_at"), nullptr);
    const auto taken = receiver_.taken();
    for (const auto& one : taken) {
        EXPECT_EQ(one.headers.get("webhook-id"), taken[0].headers.get("webhook-id"));
        EXPECT_EQ(one.body, taken[0].body);
        EXPECT_TRUE(is_signed(one, hook.secret));
    }
    EXPECT_NE(taken[0].headers.get("webhook-timestamp"), taken[9].headers.get("webhook-timestamp"));
}

TEST_P(Webhooks, GoOnWhenTheReceiverIsBack) {
    receiver_.answer(always(503));
    const auto hook = make_hook(receiver_.url());
    for (int i = 0; i < 5; ++i) tell("track.added");
    carry();
    EXPECT_EQ(receiver_.taken().size(), 1U) << "who fails is left alone for a while";
    tell("track.updated");
    carry();
    EXPECT_EQ(receiver_.taken().size(), 1U);
    receiver_.answer(always(200));
    clock_.advance(Seconds{6.0});
    work();
    EXPECT_EQ(receiver_.taken().size(), 7U);
    EXPECT_EQ(log_of(hook.id, "?state=delivered").size(), 6U);
}

TEST_P(Webhooks, TellWhatTheReceiverDidWrong) {
    settings_["webhooks.timeout"] = "0.3";
    std::atomic<bool> go_on{false};
    struct Case {
        const char* path;
        const char* text;
    };
    receiver_.answer([&](const net::Request& request) -> net::Response {
        if (request.path == "/slow")
            for (int i = 0; i < 300 && !go_on; ++i) std::this_thread::sleep_for(std::chrono::milliseconds{5});
        if (request.path == "/redirect") return {.status = 302, .headers = {{"Location", receiver_.url("/good")}}};
        if (request.path == "/500") return {.status = 500, .body = std::string{"database on fire"}};
        return {.status = 200};
    });
    for (const auto& [path, text] : {Case{"/slow", "in time"}, Case{"/redirect", "redirects"}, Case{"/500", "500"}}) {
        const auto hook = make_hook(receiver_.url(path));
        EXPECT_EQ(post("/api/v1/webhooks/" + hook.id + "/test", "").status, 202);
        work();
        const auto log = log_of(hook.id);
        ASSERT_EQ(log.size(), 1U);
        EXPECT_EQ(log[0].text("state"), "retrying") << path;
        EXPECT_NE(log[0].text("error").find(text), std::string::npos) << path << ": " << log[0].text("error");
        if (std::string{path} == "/500") EXPECT_EQ(log[0].text("answer"), "database on fire");
    }
    go_on = true;
    const auto nobody = make_hook("http://127.0.0.1:1/");
    post("/api/v1/webhooks/" + nobody.id + "/test", "");
    work();
    EXPECT_EQ(log_of(nobody.id)[0].text("state"), "retrying");
    EXPECT_EQ(log_of(nobody.id)[0].find("status"), nullptr);
}

/// A body that breaks off, or never ends.
class Endless final : public net::BodySource {
  public:
    explicit Endless(std::int64_t most) : left_(most) {}
    Result<std::size_t> read(std::span<char> place) override {
        if (left_ <= 0) return error(ErrorCode::io, "closed");
        const auto piece = place.first(std::min(place.size(), static_cast<std::size_t>(left_)));
        std::ranges::fill(piece, 'x');
        left_ -= static_cast<std::int64_t>(piece.size());
        return piece.size();
    }

  private:
    std::int64_t left_;
};

TEST_P(Webhooks, ReadLittleOfALongAnswerAndSurviveABrokenOne) {
    receiver_.answer([](const net::Request& request) -> net::Response {
        return {.status = 200, .body = std::make_unique<Endless>(request.path == "/long" ? 10 << 20 : 100)};
    });
    const auto talker = make_hook(receiver_.url("/long"));
    const auto breaker = make_hook(receiver_.url("/breaks"));
    tell("track.added");
    carry();
    EXPECT_EQ(state_of(talker.id), "delivered");
    EXPECT_EQ(log_of(talker.id)[0].text("answer"), std::string(1000, 'x'));
    EXPECT_EQ(state_of(breaker.id), "retrying");
    auto reader = pool_->read();
    for (const auto& line : account::list_outgoing(**reader, workspace_, 10).value()) EXPECT_LT(line.bytes_in, 4 << 20);
}

TEST_P(Webhooks, AreTurnedOffWhenTheReceiverIsGone) {
    receiver_.answer(always(410));
    const auto hook = make_hook(receiver_.url());
    tell("track.added");
    tell("track.updated");
    carry();
    EXPECT_EQ(receiver_.taken().size(), 1U);
    const auto json = hook_json(hook.id);
    EXPECT_EQ(json.find("enabled")->boolean(), false);
    EXPECT_NE(json.text("disabled_reason").find("410"), std::string::npos);
    EXPECT_EQ(json.text("last_state"), "failed");
    {
        auto reader = pool_->read();
        EXPECT_EQ(account::list_audit(**reader, workspace_, 1)->front().action, "webhook.disabled");
        const auto told = (*reader)->query_one("SELECT count(*) FROM events WHERE kind = 'webhook.disabled'");
        EXPECT_EQ((*told)->integer(0), 1);
    }
    EXPECT_EQ(post("/api/v1/webhooks/" + hook.id + "/test", "").status, 409);
    // Turned on again it sends what had waited; what happened meanwhile was not meant for it.
    tell("track.binned");
    carry();
    receiver_.answer(always(200));
    EXPECT_EQ(patch("/api/v1/webhooks/" + hook.id, R"({"enabled":true})").status, 200);
    work();
    EXPECT_EQ(hook_json(hook.id).find("disabled_reason"), nullptr);
    ASSERT_EQ(receiver_.taken().size(), 2U);
    EXPECT_EQ(net::parse_json(receiver_.taken()[1].body)->text("type"), "track.updated");
}

TEST_P(Webhooks, AreTurnedOffAfterDaysOfFailures) {
    receiver_.answer(always(500));
    const auto hook = make_hook(receiver_.url());
    for (int hours = 0; hours <= 126 && hook_json(hook.id).find("enabled")->boolean().value(); hours += 6) {
        tell("track.added");
        carry();
        clock_.advance(Seconds{6.0 * 3600});
    }
    EXPECT_EQ(hook_json(hook.id).find("enabled")->boolean(), false);
    EXPECT_NE(hook_json(hook.id).text("disabled_reason").find("five days"), std::string::npos);
    const auto made = parse_rfc3339(hook_json(hook.id).text("created_at")).value();
    EXPECT_GE(clock_.now().milliseconds - made.milliseconds, 5LL * 86'400'000);
}

TEST_P(Webhooks, SignTwiceForADayAfterARotation) {
    const auto hook = make_hook(receiver_.url());
    const std::string fresh = post("/api/v1/webhooks/" + hook.id + "/rotate", "").json().text("secret");
    EXPECT_NE(fresh, hook.secret);
    tell("track.added");
    carry();
    EXPECT_TRUE(is_signed(receiver_.taken().back(), hook.secret));
    EXPECT_TRUE(is_signed(receiver_.taken().back(), fresh));
    clock_.advance(Seconds{86'401.0});
    tell("track.added");
    carry();
    EXPECT_FALSE(is_signed(receiver_.taken().back(), hook.secret));
    EXPECT_TRUE(is_signed(receiver_.taken().back(), fresh));
}

TEST_P(Webhooks, CanBeTestedAndReplayed) {
    const auto hook = make_hook(receiver_.url(), R"(["track.added"])");
    const auto tested = post("/api/v1/webhooks/" + hook.id + "/test", "");
    EXPECT_EQ(tested.status, 202);
    EXPECT_EQ(tested.json().text("state"), "waiting");
    EXPECT_EQ(tested.json().text("event_name"), "webhook.test");
    work();
    ASSERT_EQ(receiver_.taken().size(), 1U);
    EXPECT_TRUE(is_signed(receiver_.taken()[0], hook.secret));
    const std::string delivery = tested.json().text("id");
    const auto replayed = post("/api/v1/webhooks/" + hook.id + "/deliveries/" + delivery + "/replay", "");
    EXPECT_EQ(replayed.status, 202) << replayed.body;
    work();
    ASSERT_EQ(receiver_.taken().size(), 2U);
    EXPECT_EQ(receiver_.taken()[1].headers.get("webhook-id"), delivery);
    EXPECT_EQ(log_of(hook.id).size(), 1U);
    EXPECT_EQ(post("/api/v1/webhooks/" + hook.id + "/deliveries/" + hook.id + "/replay", "").status, 404);
}

TEST_P(Webhooks, TestsGoFirstAlsoWhileTheReceiverIsLeftAlone) {
    receiver_.answer(always(500));
    const auto hook = make_hook(receiver_.url());
    for (int i = 0; i < 3; ++i) tell("track.added");
    carry();
    ASSERT_EQ(receiver_.taken().size(), 1U);
    receiver_.answer(always(200));
    post("/api/v1/webhooks/" + hook.id + "/test", "");
    work();
    EXPECT_EQ(net::parse_json(receiver_.taken().at(1).body)->text("type"), "webhook.test");
}

TEST_P(Webhooks, SendNothingThatTheRulesKeepInside) {
    const auto hook = make_hook(receiver_.url());
    const auto set = [&](account::Privacy level) {
        ASSERT_TRUE(services_->change(
            [&](store::Database& db) { return account::set_privacy(db, as_system(), workspace_, level); }));
    };
    set(account::Privacy::balanced);
    tell("track.added");
    carry();
    EXPECT_TRUE(receiver_.taken().empty());
    EXPECT_EQ(state_of(hook.id), "retrying");
    EXPECT_NE(log_of(hook.id)[0].text("error").find("Settings, Privacy"), std::string::npos);
    // Nothing is lost: it goes when it may.
    set(account::Privacy::open);
    clock_.advance(Seconds{6.0});
    work();
    EXPECT_EQ(receiver_.taken().size(), 1U);
    auto reader = pool_->read();
    const auto lines = account::list_outgoing(**reader, workspace_, 10).value();
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[0].feature, "webhooks");
    EXPECT_EQ(lines[0].status, 204);
    EXPECT_EQ(lines[1].outcome, account::OutgoingVerdict::privacy);
    EXPECT_NE(lines[1].purpose.find("track.added"), std::string::npos);
}

TEST_P(Webhooks, SurviveThatTheirJobIsCancelled) {
    receiver_.answer(always(500));
    const auto hook = make_hook(receiver_.url());
    tell("track.added");
    carry();
    {
        auto reader = pool_->read();
        const auto jobs = store::list_jobs(**reader, workspace_, {.state = store::JobState::queued}).value();
        ASSERT_EQ(jobs.size(), 1U);
        ASSERT_TRUE(services_->change(
            [&](store::Database& db) { return store::cancel_job(db, workspace_, jobs[0].id, clock_.now()); }));
    }
    receiver_.answer(always(200));
    clock_.advance(Seconds{60.0});
    tell("track.added");
    carry();
    EXPECT_EQ(log_of(hook.id, "?state=delivered").size(), 2U);
}

TEST_P(Webhooks, ForgetWhatEndedAMonthAgo) {
    const auto hook = make_hook(receiver_.url());
    tell("track.added");
    carry();
    clock_.advance(Seconds{31.0 * 86'400});
    tell("track.updated");
    carry();
    const auto log = log_of(hook.id);
    ASSERT_EQ(log.size(), 1U);
    EXPECT_EQ(log[0].text("event_name"), "track.updated");
}

STRATUM_ON_EVERY_ENGINE(Webhooks);

}  // namespace
}  // namespace stratum::webhooks
