#include "routes.hpp"

#include "hooks.hpp"
#include "sender.hpp"
#include "signature.hpp"
#include "stratum/account/audit.hpp"
#include "stratum/base/text.hpp"
#include "stratum/net/url.hpp"
#include "stratum/platform/answers.hpp"
#include "stratum/platform/event_names.hpp"
#include "stratum/platform/server_secrets.hpp"
#include "subscriber.hpp"

#include <algorithm>

namespace stratum::webhooks {
namespace {

using net::Method;
using platform::Answer;
using platform::Call;

constexpr std::int64_t kDay = 86'400'000;

struct HookNew {
    std::string url;
    std::optional<std::string> description;
    std::vector<std::string> events;
    std::optional<bool> enabled;
};
template <class V>
void describe(V& v, HookNew& x) {
    v.field("url", x.url);
    v.field("description", x.description);
    v.field("events", x.events);
    v.field("enabled", x.enabled);
}
struct HookPatch {
    std::optional<std::string> url;
    net::Change<std::string> description;
    std::optional<std::vector<std::string>> events;
    std::optional<bool> enabled;
};
template <class V>
void describe(V& v, HookPatch& x) {
    v.field("url", x.url);
    v.field("description", x.description);
    v.field("events", x.events);
    v.field("enabled", x.enabled);
}

template <class T>
void write_text(JsonWriter& w, std::string_view name, const std::optional<T>& value) {
    if (value) w.member(name, *value);
}
void write_time(JsonWriter& w, std::string_view name, const std::optional<Timestamp>& time) {
    if (time) w.member(name, to_rfc3339(*time));
}

void write(JsonWriter& w, const Hook& hook) {
    w.begin_object();
    w.member("id", to_text(hook.id));
    w.member("url", hook.url);
    write_text(w, "description", hook.description);
    w.key("events");
    w.begin_array();
    for (const auto& pattern : hook.events) w.string(pattern);
    w.end_array();
    w.member("enabled", hook.enabled);
    write_text(w, "disabled_reason", hook.disabled_reason);
    w.member("created_at", to_rfc3339(hook.created_at));
    write_time(w, "last_delivery_at", hook.last_delivery_at);
    if (hook.last_state) w.member("last_state", name_of(*hook.last_state));
    w.member("version", hook.version);
    w.end_object();
}

void write(JsonWriter& w, const Delivery& delivery) {
    w.begin_object();
    w.member("id", to_text(delivery.id));
    if (delivery.event) w.member("event_id", to_text(*delivery.event));
    w.member("event_name", delivery.event_name);
    w.member("state", name_of(delivery.state));
    w.member("attempts", delivery.attempts);
    write_text(w, "status", delivery.status);
    write_text(w, "answer", delivery.answer);
    write_text(w, "error", delivery.error);
    if (delivery.duration) w.member("duration", delivery.duration->value());
    w.member("created_at", to_rfc3339(delivery.created_at));
    write_time(w, "last_try_at", delivery.last_try_at);
    write_time(w, "next_try_at", delivery.next_try_at);
    w.end_object();
}

template <class T>
std::string json_of(const T& value) {
    JsonWriter w;
    write(w, value);
    return w.take();
}

template <class T>
net::Response page_of(std::vector<T> items, std::size_t most) {
    JsonWriter w;
    w.begin_object();
    w.key("items");
    w.begin_array();
    for (std::size_t i = 0; i < std::min(items.size(), most); ++i) write(w, items[i]);
    w.end_array();
    if (items.size() > most) w.member("next_cursor", to_text(items[most - 1].id));
    w.end_object();
    return platform::json_text(200, w.take());
}

/// Names the version of what can be set. When it was last used is shown as well, so a GET is always answered whole.
std::string etag_of(const Hook& hook) { return "\"" + std::to_string(hook.version) + "\""; }

net::Response versioned(int status, const Hook& hook, std::string text) {
    auto response = platform::json_text(status, std::move(text));
    response.headers.set("ETag", etag_of(hook));
    return response;
}

net::Response with_secret(int status, const Hook& hook, std::span<const std::uint8_t> secret) {
    JsonWriter w;
    w.begin_object();
    w.key("webhook");
    write(w, hook);
    w.member("secret", secret_text(secret));
    w.end_object();
    auto response = versioned(status, hook, w.take());
    response.headers.set("Cache-Control", "no-store");
    return response;
}

/// Made of what addresses are made of (RFC 3986).
bool is_spelt_out(std::string_view url) {
    constexpr std::string_view kSigns = "-._~:/?#[]@!$&'()*+,;=%";
    return std::ranges::all_of(url, [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || kSigns.contains(c);
    });
}

Result<void> check_url(const std::string& url) {
    if (!is_spelt_out(url))
        return error(ErrorCode::invalid_argument, "url has a sign in it that addresses do not have",
                     "write it as %XX; the name of a host as xn--...");
    if (url.size() > 2000 || (!url.starts_with("http://") && !url.starts_with("https://")))
        return error(ErrorCode::invalid_argument,
                     "url must be a whole address, which begins with https:// and has at most 2000 letters",
                     "write it as in https://hooks.example.org/stratum");
    STRATUM_TRY(const auto parsed, net::parse_url(url));
    if (parsed.has_login)
        return error(ErrorCode::invalid_argument, "url holds a name or password",
                     "receivers know the sender by the signature; put what else they need behind \"?\"");
    return {};
}

Result<void> check_description(const std::optional<std::string>& text) {
    const auto is_begin = [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; };
    if (text && std::ranges::count_if(*text, is_begin) > 1000)
        return error(ErrorCode::invalid_argument, "description must have at most 1000 characters");
    if (text && text->find('\0') != std::string::npos)
        return error(ErrorCode::invalid_argument, "description must not hold a zero");
    return {};
}

std::string all_events() {
    std::string all;
    for (const std::string_view name : platform::kEventNames) all.append(all.empty() ? "" : ", ").append(name);
    return all;
}

Result<void> check_events(const std::vector<std::string>& events) {
    if (events.empty() || events.size() > 50)
        return error(ErrorCode::invalid_argument, "events must be 1 to 50 names or patterns");
    for (const auto& event : events)
        if (!fits_any_event(event))
            return error(ErrorCode::invalid_argument,
                         "events has \"" + valid_utf8(event.substr(0, 100)) + "\", and there is no such event",
                         "give * for all, track.* for all of a kind, or names: " + all_events());
    return {};
}

Result<void> note(store::Database& database, const Call& call, const Hook& hook, std::string_view action) {
    const auto url = net::parse_url(hook.url);
    return account::record(database, call.account(), call.workspace,
                           {.action = action,
                            .subject = account::subject_of("webhook", hook.id),
                            .details = {{"host", url ? url->host : ""}, {"enabled", hook.enabled ? "yes" : "no"}},
                            .personal = {}});
}

Error no_such_hook() { return error(ErrorCode::not_found, "there is no such webhook"); }

Result<Hook> hook_in_path(store::Database& database, const Call& call, bool lock) {
    STRATUM_TRY(const Uuid id, platform::id_in_path(call));
    STRATUM_TRY(auto hook, lock ? lock_hook(database, call.workspace, id) : find_hook(database, call.workspace, id));
    if (!hook) return no_such_hook();
    return std::move(*hook);
}

Answer list(Call& call) {
    STRATUM_TRY(const auto page, platform::page_of(call));
    STRATUM_TRY(const auto reader, call.services.pool.read());
    STRATUM_TRY(auto hooks, list_hooks(*reader, call.workspace));
    if (!page.cursor.empty()) {
        const auto last = parse_uuid(page.cursor);
        if (!last) return error(ErrorCode::invalid_argument, "the parameter cursor must be a next_cursor");
        std::erase_if(hooks, [&](const Hook& hook) { return hook.id >= *last; });
    }
    return page_of(std::move(hooks), static_cast<std::size_t>(page.limit));
}

Answer create(Call& call) {
    STRATUM_TRY(auto body, platform::body_as<HookNew>(call));
    STRATUM_TRY_VOID(check_url(body.url));
    STRATUM_TRY_VOID(check_description(body.description));
    STRATUM_TRY_VOID(check_events(body.events));
    STRATUM_TRY(const auto secrets, platform::ServerSecrets::load(call.services));
    const Bytes secret = make_secret();
    const Uuid id = call.services.ids.next();
    const Hook hook{.workspace = call.workspace,
                    .id = id,
                    .url = std::move(body.url),
                    .description = std::move(body.description),
                    .events = std::move(body.events),
                    .enabled = body.enabled.value_or(true),
                    .secret = seal_secret(secrets.box(), id, secret),
                    .created_at = call.now,
                    .created_by = call.actor.user == Uuid{} ? std::nullopt : std::optional{call.actor.user}};
    const auto made = call.services.change([&](store::Database& database) -> Result<void> {
        STRATUM_TRY(const auto all, list_hooks(database, call.workspace));
        if (all.size() >= kMostHooks)
            return error(ErrorCode::already_exists,
                         "the workspace has " + std::to_string(kMostHooks) + " webhooks already", "delete some first");
        STRATUM_TRY_VOID(insert_hook(database, hook));
        return note(database, call, hook, "webhook.created");
    });
    if (!made && made.error().code == ErrorCode::already_exists)
        return platform::problem(409, "conflict", made.error().message, made.error().hint);
    STRATUM_TRY_VOID(made);
    auto response = with_secret(201, hook, secret);
    response.headers.set("Location", "/api/v1/webhooks/" + to_text(id));
    return response;
}

Answer show(Call& call) {
    STRATUM_TRY(const auto reader, call.services.pool.read());
    STRATUM_TRY(const auto hook, hook_in_path(*reader, call, false));
    return versioned(200, hook, json_of(hook));
}

Answer patch(Call& call) {
    STRATUM_TRY(const auto body, platform::body_as<HookPatch>(call));
    if (!body.url && !body.description.present && !body.events && !body.enabled)
        return error(ErrorCode::invalid_argument, "nothing is to be changed",
                     "send url, description, events or enabled");
    if (body.url) STRATUM_TRY_VOID(check_url(*body.url));
    STRATUM_TRY_VOID(check_description(body.description.value));
    if (body.events) STRATUM_TRY_VOID(check_events(*body.events));
    auto done = call.services.change([&](store::Database& database) -> Result<Answer> {
        STRATUM_TRY(auto hook, hook_in_path(database, call, true));
        if (auto old = platform::outdated(call, etag_of(hook))) return Answer{std::move(*old)};
        if (body.url) hook.url = *body.url;
        if (body.description.present) hook.description = body.description.value;
        if (body.events) hook.events = *body.events;
        if (body.enabled && *body.enabled && !hook.enabled) {
            // Whoever turns it on again believes that it works.
            hook.disabled_reason = {};
            hook.failures = 0;
            hook.failing_since = {};
            hook.not_before = {};
        }
        if (body.enabled) hook.enabled = *body.enabled;
        ++hook.version;
        STRATUM_TRY_VOID(update_hook(database, hook));
        STRATUM_TRY_VOID(note(database, call, hook, "webhook.updated"));
        // What waited while it was off.
        STRATUM_TRY(const auto due, due_at(database, hook.workspace, hook.id));
        if (due) STRATUM_TRY_VOID(ensure_send(database, call.services, hook, std::max(*due, hook.not_before)));
        return Answer{versioned(200, hook, json_of(hook))};
    });
    if (!done) return done.error();
    return std::move(*done);
}

Answer remove(Call& call) {
    auto done = call.services.change([&](store::Database& database) -> Result<Answer> {
        STRATUM_TRY(const auto hook, hook_in_path(database, call, true));
        if (auto old = platform::outdated(call, etag_of(hook))) return Answer{std::move(*old)};
        STRATUM_TRY_VOID(delete_hook(database, hook));
        STRATUM_TRY_VOID(note(database, call, hook, "webhook.deleted"));
        return Answer{platform::nothing()};
    });
    if (!done) return done.error();
    return std::move(*done);
}

Answer rotate(Call& call) {
    STRATUM_TRY(const auto secrets, platform::ServerSecrets::load(call.services));
    const Bytes secret = make_secret();
    STRATUM_TRY(const auto hook, call.services.change([&](store::Database& database) -> Result<Hook> {
        STRATUM_TRY(auto found, hook_in_path(database, call, true));
        found.old_secret = std::move(found.secret);
        found.old_until = Timestamp{call.now.milliseconds + kDay};
        found.secret = seal_secret(secrets.box(), found.id, secret);
        STRATUM_TRY_VOID(update_hook(database, found));
        STRATUM_TRY_VOID(note(database, call, found, "webhook.secret_rotated"));
        return found;
    }));
    return with_secret(200, hook, secret);
}

/// 202 with what will be sent, or why it can not be.
Answer send(Call& call, const std::function<Result<Delivery>(store::Database& database, const Hook& hook)>& make) {
    auto done = call.services.change([&](store::Database& database) -> Result<Answer> {
        STRATUM_TRY(const auto hook, hook_in_path(database, call, true));
        if (!hook.enabled)
            return Answer{platform::problem(409, "conflict", "the webhook is turned off", "turn it on first")};
        STRATUM_TRY(const auto delivery, make(database, hook));
        STRATUM_TRY_VOID(ensure_send(database, call.services, hook, call.now));
        return Answer{platform::json_text(202, json_of(delivery))};
    });
    if (!done) return done.error();
    return std::move(*done);
}

Answer test(Call& call) {
    return send(call, [&](store::Database& database, const Hook& hook) -> Result<Delivery> {
        const Delivery delivery{
            .workspace = hook.workspace,
            .id = call.services.ids.next(),
            .hook = hook.id,
            .event_name = "webhook.test",
            .body = message_body(hook.workspace, {}, "webhook.test", call.now,
                                 R"({"webhook_id":")" + to_text(hook.id) + "\"}"),
            .urgent = true,
            .created_at = call.now,
            .next_try_at = call.now,
        };
        STRATUM_TRY_VOID(insert_delivery(database, delivery));
        return delivery;
    });
}

Answer replay(Call& call) {
    STRATUM_TRY(const Uuid id, platform::id_in_path(call, "delivery"));
    return send(call, [&](store::Database& database, const Hook& hook) -> Result<Delivery> {
        STRATUM_TRY(auto delivery, find_delivery(database, hook.workspace, hook.id, id));
        if (!delivery)
            return error(ErrorCode::not_found, "there is no such delivery", "what was sent is kept for 30 days");
        delivery->state = DeliveryState::waiting;
        delivery->attempts = 0;  // with all its attempts
        delivery->urgent = true;
        delivery->next_try_at = call.now;
        STRATUM_TRY_VOID(update_delivery(database, *delivery));
        STRATUM_TRY_VOID(note(database, call, hook, "webhook.replayed"));
        return std::move(*delivery);
    });
}

Answer deliveries(Call& call) {
    STRATUM_TRY(const auto page, platform::page_of(call));
    std::optional<DeliveryState> state;
    if (const auto name = platform::text_parameter(call, "state")) {
        if (!from_name(*name, state.emplace()))
            return error(ErrorCode::invalid_argument,
                         "the parameter state must be waiting, delivered, retrying or failed");
    }
    std::optional<Uuid> before;
    if (!page.cursor.empty()) {
        before = parse_uuid(page.cursor);
        if (!before) return error(ErrorCode::invalid_argument, "the parameter cursor must be a next_cursor");
    }
    STRATUM_TRY(const auto reader, call.services.pool.read());
    STRATUM_TRY(const auto hook, hook_in_path(*reader, call, false));
    const auto most = static_cast<std::size_t>(page.limit);
    STRATUM_TRY(auto found, list_deliveries(*reader, call.workspace, hook.id, state, before, most + 1));
    return page_of(std::move(found), most);
}

}  // namespace

std::vector<platform::Route> routes() {
    constexpr std::string_view kMay = "webhooks.manage";
    return {
        {.method = Method::get,
         .path = "/api/v1/webhooks",
         .permission = kMay,
         .query = platform::paged(),
         .handle = list},
        {.method = Method::post, .path = "/api/v1/webhooks", .permission = kMay, .handle = create},
        {.method = Method::get, .path = "/api/v1/webhooks/{id}", .permission = kMay, .handle = show},
        {.method = Method::patch, .path = "/api/v1/webhooks/{id}", .permission = kMay, .handle = patch},
        {.method = Method::delete_, .path = "/api/v1/webhooks/{id}", .permission = kMay, .handle = remove},
        {.method = Method::post, .path = "/api/v1/webhooks/{id}/rotate", .permission = kMay, .handle = rotate},
        {.method = Method::post, .path = "/api/v1/webhooks/{id}/test", .permission = kMay, .handle = test},
        {.method = Method::get,
         .path = "/api/v1/webhooks/{id}/deliveries",
         .permission = kMay,
         .query = platform::paged({{"state"}}),
         .handle = deliveries},
        {.method = Method::post,
         .path = "/api/v1/webhooks/{id}/deliveries/{delivery}/replay",
         .permission = kMay,
         .handle = replay},
    };
}

}  // namespace stratum::webhooks
