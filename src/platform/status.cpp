#include "stratum/platform/status.hpp"

#include "identify.hpp"
#include "stratum/crypto/secrets.hpp"
#include "stratum/platform/answers.hpp"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <span>
#include <thread>

namespace stratum::platform {
namespace {

/// A part that is looked at on a thread of its own, so that one that hangs keeps nobody waiting for long. Who asks
/// while somebody else's look is under way hears what that finds.
class Part {
  public:
    explicit Part(Probe probe) : probe_(std::move(probe)) {}
    [[nodiscard]] const std::string& name() const { return probe_.name; }

    /// Begins a look, unless one is under way; returns which.
    std::int64_t begin() {
        const std::scoped_lock lock{mutex_};
        if (begun_ > ended_) return begun_;
        ++begun_;
        thread_ = std::jthread{[this] {
            auto found = probe_.look();
            {
                const std::scoped_lock inner{mutex_};
                found_ = std::move(found);
                ++ended_;
            }
            changed_.notify_all();
        }};
        return begun_;
    }
    Result<void> found(std::int64_t look, std::chrono::steady_clock::time_point until) {
        std::unique_lock lock{mutex_};
        if (changed_.wait_until(lock, until, [&] { return ended_ >= look; })) return found_;
        return error(ErrorCode::timeout, probe_.name + " does not answer");
    }

  private:
    const Probe probe_;
    std::mutex mutex_;
    std::condition_variable changed_;
    // Guarded by `mutex_`.
    std::int64_t begun_ = 0;
    std::int64_t ended_ = 0;
    Result<void> found_;
    std::jthread thread_;  ///< Goes first.
};

Answer readiness(std::span<const std::unique_ptr<Part>> parts) {
    constexpr std::chrono::seconds kPatience{2};
    const auto until = std::chrono::steady_clock::now() + kPatience;
    std::vector<std::int64_t> looks;
    for (const auto& part : parts) looks.push_back(part->begin());
    bool all = true;
    JsonWriter w;
    w.begin_array();
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto found = parts[i]->found(looks[i], until);
        // Where nothing more can be written all that is there can still be read; what writes is told so itself (507).
        all = all && (found || found.error().code == ErrorCode::no_space);
        w.begin_object();
        w.member("name", parts[i]->name());
        w.member("ok", found.ok());
        if (!found) w.member("detail", name_of(found.error().code));
        w.end_object();
    }
    w.end_array();
    return json_text(all ? 200 : 503,
                     std::string{"{\"status\":\""} + (all ? "ok" : "failing") + "\",\"parts\":" + w.take() + "}");
}

net::Response all_metrics(const net::Request& request, const Metrics& metrics, const std::string& key) {
    constexpr std::string_view kBearer = "Bearer ";
    const std::string_view sent = request.headers.get("Authorization");
    const bool keyed =
        !key.empty() && sent.starts_with(kBearer) && crypto::equal_in_constant_time(sent.substr(kBearer.size()), key);
    if (!keyed && !from_this_computer(request))
        return to_response(problem(403, "forbidden", "metrics are told to this computer only",
                                   "ask from it, or set server.metrics_key and send it as Authorization: Bearer"),
                           request.id);
    return net::Response{.headers = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}},
                         .body = metrics.text()};
}

}  // namespace

std::vector<Route> status_routes(const Metrics& metrics, std::vector<Probe> probes, std::string metrics_key) {
    using net::Method;
    auto parts = std::make_shared<std::vector<std::unique_ptr<Part>>>();
    for (Probe& probe : probes) parts->push_back(std::make_unique<Part>(std::move(probe)));
    return {
        {.method = Method::get,
         .path = "/healthz",
         .permission = "public",
         .at_once =
             [](const net::Request&) {
                 return net::Response{.headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}},
                                      .body = std::string{"{\"status\":\"ok\"}"}};
             }},
        {.method = Method::get,
         .path = "/readyz",
         .permission = "public",
         .handle = [parts = std::move(parts)](Call&) { return readiness(*parts); },
         .for_anybody = true},
        {.method = Method::get,
         .path = "/metrics",
         .permission = "public",
         .at_once = [&metrics, key = std::move(metrics_key)](
                        const net::Request& request) { return all_metrics(request, metrics, key); }},
    };
}

}  // namespace stratum::platform
