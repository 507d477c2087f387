#include "sender.hpp"

#include "schedule.hpp"
#include "stratum/base/os/random.hpp"
#include "stratum/base/text.hpp"
#include "stratum/platform/outgoing.hpp"
#include "stratum/platform/server_secrets.hpp"
#include "stratum/store/jobs/job_store.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::webhooks {
namespace {

constexpr std::string_view kKind = "webhooks.send";
constexpr Seconds kLongest{60.0};
constexpr Seconds kPatience{15.0};                 ///< For one receiver, once.
constexpr std::size_t kMostAnswer = 1000;          ///< Of what it says.
constexpr std::int64_t kKept = 30LL * 86'400'000;  ///< How long the log is kept.
constexpr int kAttempts = 1'000'000;               ///< The job itself is never given up.

Timestamp after(Timestamp time, Seconds by) {
    return Timestamp{time.milliseconds + static_cast<std::int64_t>(std::llround(by.value() * 1000.0))};
}

double chance() {
    std::array<std::uint8_t, 2> random{};
    fill_random(random);
    return (random[0] * 256 + random[1]) / 65'535.0;
}

Seconds patience_of(const platform::Services& services) {
    const auto number = parse_number(services.setting("webhooks.timeout").value_or(""));
    return number ? Seconds{std::clamp(*number, 0.1, 60.0)} : kPatience;
}

struct Outcome {
    std::optional<int> status{};
    std::optional<std::string> answer{};
    std::optional<std::string> error{};
    Seconds duration{};
    [[nodiscard]] bool delivered() const { return status && *status >= 200 && *status < 300; }
};

/// Errors: only `cancelled`, when the worker goes home.
Result<Outcome> send(const platform::Services& services, const crypto::BoxKey& key, const Hook& hook,
                     const Delivery& delivery, const std::stop_token& stop) {
    const Timestamp now = services.clock.now();
    const Seconds begin = services.clock.steady();
    Outcome out;
    auto answer = [&]() -> Result<net::ClientResponse> {
        STRATUM_TRY(auto signature, signatures(key, hook, to_text(delivery.id), now, delivery.body));
        return services.outgoing->send(
            services, {.workspace = hook.workspace,
                       .feature = "webhooks",
                       .purpose = "event " + delivery.event_name + " for webhook " + to_text(hook.id),
                       .content = account::Content::data,
                       .request = {.method = net::Method::post,
                                   .url = hook.url,
                                   .headers = {{"Content-Type", "application/json"},
                                               {"webhook-id", to_text(delivery.id)},
                                               {"webhook-timestamp", std::to_string(now.milliseconds / 1000)},
                                               {"webhook-signature", std::move(signature)}},
                                   .body = delivery.body,
                                   .patience = patience_of(services),
                                   .most_bytes = kMostAnswer,
                                   .cut = true,
                                   .stop = stop}});
    }();
    if (!answer && stop.stop_requested()) return answer.error();
    out.duration = services.clock.steady() - begin;
    if (!answer) {
        // What the address holds behind "?" may be a secret; the client's texts leave it out.
        out.error = answer.error().text();
        return out;
    }
    out.status = answer->status;
    std::string text = valid_utf8(answer->body);
    std::erase(text, '\0');  // PostgreSQL's text holds none
    if (!text.empty()) out.answer = std::move(text);
    if (!out.delivered())
        out.error = answer->status >= 300 && answer->status < 400
                        ? "the receiver redirects; give the address that it redirects to"
                        : "the receiver answered " + std::to_string(answer->status);
    return out;
}

/// What came of it, on the rows of the delivery and the webhook.
Result<void> keep(store::Database& database, const platform::Services& services, const Delivery& sent,
                  const Outcome& outcome) {
    const Timestamp now = services.clock.now();
    STRATUM_TRY(auto hook, lock_hook(database, sent.workspace, sent.hook));
    if (!hook) return {};  // deleted meanwhile
    Delivery delivery = sent;
    ++delivery.attempts;
    delivery.urgent = false;
    delivery.status = outcome.status;
    delivery.answer = outcome.answer;
    delivery.error = outcome.error;
    delivery.duration = outcome.duration;
    delivery.last_try_at = now;
    delivery.next_try_at = {};
    const auto pause = pause_after(delivery.attempts, chance());
    const bool gone = outcome.status == 410;
    if (outcome.delivered()) {
        delivery.state = DeliveryState::delivered;
        hook->failures = 0;
        hook->failing_since = {};
        hook->not_before = {};
    } else {
        delivery.state = gone || !pause ? DeliveryState::failed : DeliveryState::retrying;
        if (delivery.state == DeliveryState::retrying) delivery.next_try_at = after(now, *pause);
        ++hook->failures;
        if (!hook->failing_since) hook->failing_since = now;
        hook->not_before = after(now, patience_with(hook->failures));
    }
    hook->last_delivery_at = now;
    hook->last_state = delivery.state;
    if (hook->enabled && gone) STRATUM_TRY_VOID(turn_off(database, services, *hook, "the receiver answered 410 Gone"));
    if (hook->enabled && hook->failing_since && *hook->failing_since <= after(now, -kGivesUpAfter))
        STRATUM_TRY_VOID(turn_off(database, services, *hook, "the receiver has done nothing but fail for five days"));
    STRATUM_TRY_VOID(update_delivery(database, delivery));
    return update_hook(database, *hook);
}

/// The next job, when something is left.
Result<void> go_on_later(store::Database& database, const platform::Services& services, const store::JobClaim& claim,
                         const Uuid& id) {
    STRATUM_TRY(auto hook, lock_hook(database, claim.workspace, id));
    if (!hook || hook->send_job != claim.id) return {};
    hook->send_job = {};
    STRATUM_TRY_VOID(update_hook(database, *hook));
    STRATUM_TRY_VOID(
        prune_deliveries(database, hook->workspace, hook->id, Timestamp{services.clock.now().milliseconds - kKept}));
    if (!hook->enabled) return {};
    STRATUM_TRY(const auto due, due_at(database, hook->workspace, hook->id));
    if (!due) return {};
    return ensure_send(database, services, std::move(*hook), std::max(*due, hook->not_before));
}

Result<Bytes> run(const platform::Services& services, store::JobContext& context) {
    const auto& claim = context.claim();
    const auto id = uuid_from(claim.payload);
    if (!id) return error(ErrorCode::corrupt, "the job names no webhook");
    STRATUM_TRY(const auto secrets, platform::ServerSecrets::load(services));
    const auto key = secrets.box();
    const Seconds until = services.clock.steady() + kLongest;
    while (services.clock.steady() < until) {
        std::optional<Hook> hook;
        std::optional<Delivery> delivery;
        {
            STRATUM_TRY(const auto reader, services.pool.read());
            STRATUM_TRY(hook, find_hook(*reader, claim.workspace, *id));
            // Another job may have taken over: this one was thought dead, or was for later.
            if (!hook || !hook->enabled || hook->send_job != claim.id) break;
            STRATUM_TRY(delivery, next_due(*reader, claim.workspace, *id, services.clock.now()));
        }
        if (!delivery) break;
        STRATUM_TRY(const auto outcome, send(services, key, *hook, *delivery, context.stop()));
        STRATUM_TRY_VOID(
            services.change([&](store::Database& database) { return keep(database, services, *delivery, outcome); }));
        if (!outcome.delivered()) break;
        if (context.stop().stop_requested()) return error(ErrorCode::cancelled, "interrupted");
    }
    STRATUM_TRY_VOID(context.finish([&](store::Database& database) -> Result<Bytes> {
        STRATUM_TRY_VOID(go_on_later(database, services, claim, *id));
        return Bytes{};
    }));
    services.jobs_signal.notify();
    return Bytes{};
}

}  // namespace

Result<void> ensure_send(store::Database& database, const platform::Services& services, Hook hook, Timestamp at) {
    if (!hook.enabled) return {};
    if (hook.send_job) {
        STRATUM_TRY(const auto job, store::find_job(database, hook.workspace, *hook.send_job));
        const bool runs = job && job->state == store::JobState::running;
        const bool comes = job && job->state == store::JobState::queued && job->run_after <= at;
        if (runs || comes) return {};  // when it ends it looks for what has come meanwhile
    }
    STRATUM_TRY(const auto queued, store::enqueue_job(database, services.ids,
                                                      {.workspace = hook.workspace,
                                                       .kind = std::string{kKind},
                                                       .payload = Bytes{hook.id.bytes.begin(), hook.id.bytes.end()},
                                                       .priority = 5,
                                                       .max_attempts = kAttempts,
                                                       .run_after = at},
                                                      services.clock.now()));
    hook.send_job = queued.id;
    return update_hook(database, hook);
}

store::JobHandler send_job(const platform::Services& services) {
    return {.kind = std::string{kKind},
            .run = [&services](store::JobContext& context) { return run(services, context); },
            .retry = {.first = Seconds{2.0}, .most = Seconds{60.0}}};
}

}  // namespace stratum::webhooks
