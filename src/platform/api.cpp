#include "stratum/platform/api.hpp"

#include "compress.hpp"
#include "idempotency.hpp"
#include "identify.hpp"
#include "parameters.hpp"
#include "stratum/account/decide.hpp"
#include "stratum/account/throttle.hpp"
#include "stratum/platform/answers.hpp"
#include "stratum/platform/confirmation.hpp"
#include "stratum/platform/trace.hpp"

#include <algorithm>

namespace stratum::platform {
namespace {

constexpr std::string_view kPublic = "public";
constexpr std::string_view kSelf = "self";
constexpr std::string_view kApi = "/api/v1/";

Problem not_signed_in() {
    auto refused = problem(401, "unauthenticated", "nobody is signed in", "sign in, or send an API key");
    refused.headers.set("WWW-Authenticate", "Bearer");
    return refused;
}

Problem too_many(const RateAnswer& rate) {
    auto wait = problem(429, "rate_limited", "too many requests", "wait for Retry-After");
    wait.headers.set("Retry-After", std::to_string(rate.wait));
    return wait;
}

/// What a refusal is to the outside.
Problem refusal_of(const account::Decision& decision, std::string_view permission) {
    using account::Reason;
    if (account::is_signed_out(decision.reason)) return not_signed_in();
    switch (decision.reason) {
        case Reason::second_factor_pending:
            return problem(401, "second_factor_needed", "the second factor is still to be given",
                           "go on with POST /api/v1/session/second-factor");
        case Reason::needs_fresh_session:
            return confirmation_needed();
        default:
            return problem_of(account::refusal(decision, permission), false);
    }
}

std::string who_is(const net::Request& request, const account::Actor& actor) {
    if (actor.kind == account::ActorKind::api_key) return "key " + to_text(actor.key);
    if (actor.kind == account::ActorKind::session) return "user " + to_text(actor.user);
    return "address " + account::throttled_address(request.remote);
}

/// Gives the answer of a sink what all answers get.
class Leaving final : public net::BodySink {
  public:
    using Leave = std::function<net::Response(net::Response answer)>;
    Leaving(std::unique_ptr<net::BodySink> inner, Leave leave) : inner_(std::move(inner)), leave_(std::move(leave)) {}
    Result<void> write(std::span<const char> piece) override { return inner_->write(piece); }
    net::Response finish(bool complete) override { return leave_(inner_->finish(complete)); }

  private:
    std::unique_ptr<net::BodySink> inner_;
    Leave leave_;
};

bool is_api(std::string_view path) { return path.starts_with("/api/"); }

}  // namespace

Api::Api(std::vector<Route> routes, const Services& services, ApiOptions options, Metrics& metrics)
    : routes_(std::move(routes)),
      services_(services),
      options_(std::move(options)),
      limiter_(services.clock),
      metrics_(metrics) {
    for (std::size_t i = 0; i < routes_.size(); ++i) {
        const Route& route = routes_[i];
        STRATUM_CHECK(route.permission == kPublic || route.permission == kSelf ||
                      services_.permissions.find(route.permission) != nullptr);
        STRATUM_CHECK(!route.idempotent ||
                      (route.method == net::Method::post && route.handle && route.permission != kPublic));
        router_.add(route.method, route.path, i);
    }
}
Api::~Api() = default;

net::Plan Api::plan(net::Request& head) {
    head.id = to_text(services_.ids.next());
    const Trace trace = continue_trace(head.headers.get("traceparent"));
    head.trace = trace.id;
    head.span = trace.span;
    auto match = router_.find(head.method, head.path);
    net::Plan plan;
    if (match.kind != net::Router::Match::Kind::found) {
        plan.place = net::Place::loop;
        plan.handle = [this, match](net::Request& request) {
            Problem wrong = problem(404, "not_found", "there is nothing at " + request.path, "see /api/docs");
            // Pages of the app may be called anything, operations may not.
            const bool any_page = match.by_rest && is_api(request.path);
            if (match.kind == net::Router::Match::Kind::no_method && !any_page) {
                wrong = problem(405, "method_not_allowed", "this can not be done here", "see /api/docs");
                std::string allowed;
                for (const auto method : match.allowed) {
                    allowed += (allowed.empty() ? "" : ", ") + std::string{net::name_of(method)};
                    if (method == net::Method::get) allowed += ", HEAD";
                }
                wrong.headers.set("Allow", allowed);
            }
            return leave(request, std::move(wrong), {});
        };
        plan.admit = plan.handle;
        return plan;
    }
    const Route& route = routes_[match.index];
    head.captured = std::move(match.captured);
    plan.body_limit = route.body_limit;
    if (route.at_once) {
        plan.place = net::Place::loop;
        plan.handle = [&route](net::Request& request) {
            net::Response response = route.at_once(request);
            response.headers.set("X-Request-Id", request.id);
            return response;
        };
        plan.admit = plan.handle;
        return plan;
    }
    if (route.for_anybody) plan.place = net::Place::aside;
    if (route.permission == kPublic) {
        plan.body_limit = std::min(plan.body_limit, net::kSmallBody);
    } else {
        plan.admit = [this, &route](net::Request& request) -> std::optional<net::Response> {
            auto entered = enter(route, request);
            if (auto* refused = std::get_if<net::Response>(&entered)) return std::move(*refused);
            return std::nullopt;
        };
    }
    if (route.receive)
        plan.receive = [this,
                        &route](net::Request& request) -> std::variant<std::unique_ptr<net::BodySink>, net::Response> {
            auto entered = enter(route, request);
            if (auto* refused = std::get_if<net::Response>(&entered)) return std::move(*refused);
            auto begun = route.receive(std::get<Call>(entered));
            if (auto* answer = std::get_if<Answer>(&begun)) return leave(request, std::move(*answer), {});
            return std::make_unique<Leaving>(std::move(std::get<0>(begun)), [this, &request](net::Response answer) {
                return leave(request, std::move(answer), {});
            });
        };
    if (route.upgrade)
        plan.upgrade =
            [this,
             &route](net::Request& request) -> std::variant<std::unique_ptr<net::WebSocketHandler>, net::Response> {
            auto entered = enter(route, request);
            if (auto* refused = std::get_if<net::Response>(&entered)) return std::move(*refused);
            // A browser sends its cookie along whoever's page opens the socket.
            if (!from_own_page(request))
                return leave(request, problem(403, "csrf", "this socket is not opened by a page of this server"), {});
            auto begun = route.upgrade(std::get<Call>(entered));
            if (auto* answer = std::get_if<Answer>(&begun)) return leave(request, std::move(*answer), {});
            return std::move(std::get<0>(begun));
        };
    plan.handle = [this, &route](net::Request& request) { return run(route, request); };
    return plan;
}

std::variant<Call, Problem> Api::admit(const Route& route, net::Request& request, RateAnswer& rate) {
    auto looked = look_at(route, request, rate);
    if (looked) return std::move(*looked);
    // The connection that broke was given back by now.
    auto refused = problem_of(looked.error(), false);
    const bool own_fault = refused.status >= 500;
    services_.log.log(own_fault ? LogLevel::error : LogLevel::debug, "a request could not be looked at",
                      {{"request", request.id}, {"error", looked.error().text()}});
    return away_or(looked.error(), std::move(refused));
}

Result<std::variant<Call, Problem>> Api::look_at(const Route& route, net::Request& request, RateAnswer& rate) {
    using Looked = std::variant<Call, Problem>;
    const Timestamp now = services_.clock.now();
    if (route.for_anybody) {
        if (!from_this_computer(request))
            rate = limiter_.ask("files " + account::throttled_address(request.remote), options_.known);
        if (!rate.allowed) return Looked{too_many(rate)};
        return Looked{Call{.request = request, .services = services_, .actor = {}, .workspace = {}, .now = now}};
    }
    STRATUM_TRY(const auto lease, services_.pool.read());
    store::Database& database = *lease;
    STRATUM_TRY(auto found, identify(database, request, services_, options_));
    // Only after it was looked for: whoever has a good one is not kept out by others of the same address.
    const auto wrong_login = [&](Problem refused) {
        rate = limiter_.ask("wrong logins " + account::throttled_address(request.remote), options_.wrong_logins);
        return rate.allowed ? std::move(refused) : too_many(rate);
    };
    if (auto* refused = std::get_if<Problem>(&found)) return Looked{wrong_login(std::move(*refused))};
    const auto& identity = std::get<Identity>(found);
    const account::Actor& actor = identity.actor;
    if (actor.kind != account::ActorKind::local_owner) {
        const bool known = actor.kind != account::ActorKind::anonymous;
        rate = limiter_.ask(who_is(request, actor), known ? options_.known : options_.anonymous);
        if (!rate.allowed) return Looked{too_many(rate)};
    }
    if (auto refused = forged(request, identity, options_)) return Looked{std::move(*refused)};
    Call call{.request = request, .services = services_, .actor = actor, .workspace = {}, .now = now};
    if (identity.session) call.csrf = account::csrf_token(identity.session_token);
    if (actor.kind == account::ActorKind::local_owner) call.csrf = options_.local_csrf;
    if (route.permission == kSelf) {
        if (actor.kind == account::ActorKind::anonymous)
            return Looked{identity.wrong_cookie ? wrong_login(not_signed_in()) : not_signed_in()};
        if (actor.second_factor_pending)
            return Looked{refusal_of({.reason = account::Reason::second_factor_pending}, route.permission)};
    } else if (route.permission != kPublic) {
        STRATUM_TRY(call.workspace, workspace_of(database, request, identity));
        STRATUM_TRY(const auto decision,
                    account::decide(database, services_.permissions, actor, route.permission, call.workspace, now));
        if (!decision.allowed) {
            auto refused = refusal_of(decision, route.permission);
            return Looked{identity.wrong_cookie ? wrong_login(std::move(refused)) : std::move(refused)};
        }
    }
    if (route.path.starts_with(kApi))
        if (auto refused = refused_query(route, request.query)) return Looked{*std::move(refused)};
    note_use(request, identity, now);
    return Looked{std::move(call)};
}

void Api::note_use(const net::Request& request, const Identity& identity, Timestamp now) const {
    // A login that is in use lives on. Written once a minute at most, on a connection that may write.
    constexpr std::int64_t kMinute = 60'000;
    std::optional<Timestamp> used;
    if (identity.session) used = identity.session->seen_at;
    if (identity.key) used = identity.key->used_at.value_or(Timestamp{});
    if (!used || now.milliseconds - used->milliseconds < kMinute) return;
    const auto noted = store::in_transaction(services_.pool, [&](store::Database& writer) {
        return identity.session ? account::touch_session(writer, *identity.session, request.remote, now)
                                : account::touch_key(writer, *identity.key, now);
    });
    if (!noted) services_.log.warning("the use of a login could not be noted", {{"error", noted.error().text()}});
}

std::variant<Call, net::Response> Api::enter(const Route& route, net::Request& request) {
    RateAnswer rate;
    auto admitted = admit(route, request, rate);
    if (auto* refused = std::get_if<Problem>(&admitted)) return leave(request, std::move(*refused), rate);
    return std::move(std::get<Call>(admitted));
}

net::Response Api::run(const Route& route, net::Request& request) {
    if (!route.handle) {
        auto wrong = problem(426, "unavailable", "this is a WebSocket", "ask with Upgrade: websocket");
        wrong.headers.set("Upgrade", "websocket");
        return leave(request, std::move(wrong), {});
    }
    RateAnswer rate;
    auto admitted = admit(route, request, rate);
    if (auto* refused = std::get_if<Problem>(&admitted)) return leave(request, std::move(*refused), rate);
    Call& call = std::get<Call>(admitted);
    const std::string* const key = route.idempotent ? request.headers.find("Idempotency-Key") : nullptr;
    if (key == nullptr) return leave(request, with_misfits(route.handle(call), call), rate);
    return leave(request, once(call, *key, route), rate);
}

Problem Api::away_or(const Error& error, Problem problem) const {
    // Errors do not say which server broke. What was cut off by an outage is heard of within its deadlines.
    constexpr Seconds kJustNow{15.0};
    return error.code == ErrorCode::io && services_.pool.had_outage_within(kJustNow) ? away() : std::move(problem);
}

net::Response Api::leave(const net::Request& request, Answer answer, const RateAnswer& rate) const {
    net::Response response;
    if (auto* given = std::get_if<net::Response>(&answer.get())) {
        response = std::move(*given);
    } else {
        Problem wrong;
        if (auto* failure = std::get_if<Error>(&answer.get())) {
            wrong = problem_of(*failure, request.method != net::Method::get && !request.body.empty());
            if (wrong.status >= 500)
                services_.log.error("a request failed", {{"request", request.id},
                                                         {"trace", request.trace},
                                                         {"path", request.path},
                                                         {"error", failure->text()}});
            wrong = away_or(*failure, std::move(wrong));
        } else {
            wrong = std::move(std::get<Problem>(answer.get()));
        }
        response = to_response(wrong, request.id);
    }
    decorate(request, response, rate);
    compress(request, response);
    return response;
}

void Api::decorate(const net::Request& request, net::Response& response, const RateAnswer& rate) const {
    auto& headers = response.headers;
    headers.set("X-Request-Id", request.id);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    if (options_.behind_tls) headers.set("Strict-Transport-Security", "max-age=31536000");
    if (headers.find("Cache-Control") == nullptr && is_api(request.path)) headers.set("Cache-Control", "no-store");
    if (headers.find("Content-Security-Policy") == nullptr)
        headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    if (rate.limit > 0) {
        const std::string name = "\"" + std::string{rate.name} + "\"";
        headers.set("RateLimit", name + ";r=" + std::to_string(rate.left) + ";t=" + std::to_string(rate.wait));
        headers.set("RateLimit-Policy", name + ";q=" + std::to_string(rate.limit) +
                                            (rate.window > 0 ? ";w=" + std::to_string(rate.window) : ""));
    }
}

net::Response Api::refuse(net::Request& request, int status, std::string_view what) {
    const std::string_view code = status == 413   ? "too_large"
                                  : status == 429 ? "rate_limited"
                                  : status == 431 ? "header_fields_too_large"
                                  : status == 500 ? "internal"
                                  : status == 503 ? "busy"
                                                  : "invalid_argument";
    if (request.id.empty()) request.id = to_text(services_.ids.next());
    auto refused = problem(status, code, std::string{what});
    if (status == 429 || status == 503) refused.headers.set("Retry-After", "5");
    return leave(request, std::move(refused), {});
}

void Api::answered(const net::Request& request, int status, std::int64_t bytes, double seconds) {
    const auto match = router_.find(request.method, request.path);
    const bool found = match.kind == net::Router::Match::Kind::found;
    const std::string_view route = found ? routes_[match.index].path : "none";
    metrics_.request(route, net::name_of(request.method), status, seconds, bytes);
    if (options_.answered) options_.answered(request, route, status, Seconds{seconds});
    if (!services_.log.logs(LogLevel::info)) return;
    services_.log.info("request", {{"method", std::string{net::name_of(request.method)}},
                                   {"path", request.path},
                                   {"status", std::to_string(status)},
                                   {"bytes", std::to_string(bytes)},
                                   {"milliseconds", std::to_string(static_cast<std::int64_t>(seconds * 1000.0))},
                                   {"remote", request.remote},
                                   {"request", request.id},
                                   {"trace", request.trace}});
}

}  // namespace stratum::platform
