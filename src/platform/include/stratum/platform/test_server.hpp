#pragma once

#include "stratum/account/schema.hpp"
#include "stratum/account/users.hpp"
#include "stratum/base/os/files.hpp"
#include "stratum/base/os/temp.hpp"
#include "stratum/net/json.hpp"
#include "stratum/platform/api.hpp"
#include "stratum/platform/event_hub.hpp"
#include "stratum/platform/job_watch.hpp"
#include "stratum/platform/kept_answers.hpp"
#include "stratum/platform/outgoing.hpp"
#include "stratum/platform/schema.hpp"
#include "stratum/store/blobs/folder_blobs.hpp"
#include "stratum/store/events/events.hpp"
#include "stratum/store/jobs/jobs_schema.hpp"
#include "stratum/store/migrations.hpp"
#include "stratum/store/test_engines.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// For tests of routes, on every engine: a server without its sockets. Not for anything else.
///
///     class Lists : public stratum::platform::ServerTest {};
///     TEST_P(Lists, AreMade) { start(feature()); auto answer = post("/api/v1/playlists", R"({"name":"x"})"); ... }
///     STRATUM_ON_EVERY_ENGINE(Lists);
namespace stratum::platform {

class ServerTest : public store::OnEveryEngine {
  protected:
    struct Reply {
        int status = 0;
        net::Headers headers;
        std::string body;
        std::shared_ptr<net::EventChannel> events;
        bool length_known = true;  ///< Of its body, before it is sent.
        [[nodiscard]] net::Json json() const {
            auto parsed = net::parse_json(body);
            EXPECT_TRUE(parsed) << body;
            return parsed ? *parsed : net::Json{};
        }
    };

    /// Migrates and opens everything. Without an owner whoever asks from this computer is taken for one.
    void start(const std::vector<Feature>& features, ApiOptions options = {.local_owner = true, .local_csrf = "token"},
               std::vector<Route> more = {}) {
        api_.reset();
        watch_.reset();
        std::vector<store::MigrationSet> schemas{account::schema(), store::jobs_schema(), store::events_schema(),
                                                 schema()};
        const auto own = account::account_permissions();
        std::vector<account::PermissionInfo> permissions{own.begin(), own.end()};
        permissions.push_back({"events.read", "follow what happens", account::Tag::read});
        for (const Feature& feature : features) {
            schemas.insert(schemas.begin(), feature.migrations.begin(), feature.migrations.end());
            permissions.insert(permissions.end(), feature.permissions.begin(), feature.permissions.end());
            more.insert(more.end(), feature.routes.begin(), feature.routes.end());
            personal_.insert(personal_.end(), feature.personal.begin(), feature.personal.end());
        }
        personal_.push_back(kept_answers_of_people());
        schemas.push_back(secrets_schema());
        auto pool = store::Pool::open({.place = place(), .connections = 4});
        ASSERT_TRUE(pool) << pool.error().text();
        pool_ = std::move(*pool);
        {
            auto writer = pool_->write();
            ASSERT_TRUE(writer);
            const auto migrated = store::migrate(**writer, schemas, clock_);
            ASSERT_TRUE(migrated) << migrated.error().text();
            ASSERT_TRUE((*writer)->execute(
                "INSERT INTO workspaces (id, name, created_at) VALUES ($1, 'Music', 0) ON CONFLICT (id) DO NOTHING",
                {workspace_.bytes}));
        }
        ASSERT_TRUE(make_folders(files_ / "scratch"));
        auto blobs = store::open_folder_blobs(files_ / "blobs", clock_);
        ASSERT_TRUE(blobs) << blobs.error().text();
        blobs_ = std::move(*blobs);
        policy_.password_cost = {.passes = 1, .memory = 8192};  // tests hash often; the cost has its own test
        catalogue_.emplace(account::PermissionCatalogue::make(permissions).value());
        watch_.reset();
        watch_.emplace(*pool_, hub_, ids_, clock_, Logger{});
        outgoing_.emplace(net::ClientOptions{}, look_up_);
        services_.emplace(Services{.pool = *pool_,
                                   .clock = clock_,
                                   .ids = ids_,
                                   .permissions = *catalogue_,
                                   .policy = policy_,
                                   .jobs_signal = jobs_signal_,
                                   .events_signal = events_signal_,
                                   .job_watch = &*watch_,
                                   .outgoing = &*outgoing_,
                                   .log = {},
                                   .version = "1.2.3",
                                   .executable = {},
                                   .setting =
                                       [this](std::string_view key) {
                                           const auto found = settings_.find(key);
                                           return found == settings_.end() ? std::nullopt
                                                                           : std::optional{found->second};
                                       },
                                   .blobs = blobs_.get(),
                                   .scratch = files_ / "scratch",
                                   .largest_upload = std::int64_t{1} << 20,
                                   .personal = personal_});
        api_ = std::make_unique<Api>(std::move(more), *services_, std::move(options), metrics_);
    }
    void TearDown() override {
        api_.reset();
        watch_.reset();
        pool_.reset();
        OnEveryEngine::TearDown();
    }

    Reply send(net::Method method, const std::string& target, std::string body = {}, net::Headers headers = {}) {
        net::Request request{.method = method, .target = target, .body = std::move(body), .remote = "127.0.0.1"};
        request.path = target.substr(0, target.find('?'));
        if (target.find('?') != std::string::npos)
            request.query = net::Query::parse(target.substr(target.find('?') + 1)).value();
        request.headers = std::move(headers);
        if (request.headers.find("Host") == nullptr) request.headers.set("Host", "localhost:8080");
        if (!request.body.empty() && request.headers.find("Content-Type") == nullptr)
            request.headers.set("Content-Type", "application/json");
        const net::Plan plan = api_->plan(request);
        return reply_of(plan.receive ? received(plan, request, {}) : plan.handle(request));
    }
    /// What takes its body in pieces, from a client that goes away before it sent the last `missing` bytes.
    void send_cut(net::Method method, const std::string& target, std::string body, net::Headers headers,
                  std::size_t missing) {
        net::Request request{.method = method, .target = target, .path = target, .body = std::move(body)};
        request.remote = "127.0.0.1";
        request.headers = std::move(headers);
        request.headers.set("Host", "localhost:8080");
        const net::Plan plan = api_->plan(request);
        ASSERT_TRUE(plan.receive);
        (void)received(plan, request, missing);
    }

  private:
    static net::Response received(const net::Plan& plan, net::Request& request, std::optional<std::size_t> missing) {
        const std::string body = std::exchange(request.body, {});
        request.headers.set("Content-Length", std::to_string(body.size()));
        auto begun = plan.receive(request);
        if (auto* refused = std::get_if<net::Response>(&begun)) return std::move(*refused);
        auto& sink = *std::get<0>(begun);
        std::span<const char> rest{body.data(), body.size() - missing.value_or(0)};
        constexpr std::size_t kPiece = 1000;  // so that borders of pieces fall anywhere
        Result<void> written;
        while (written && !rest.empty()) {
            const auto piece = rest.first(std::min(kPiece, rest.size()));
            written = sink.write(piece);
            rest = rest.subspan(piece.size());
        }
        return sink.finish(!missing);
    }
    static Reply reply_of(net::Response response) {
        Reply reply{response.status, response.headers, {}, {}};
        reply.length_known = response.body.index() < 2 || response.length;
        if (auto* text = std::get_if<std::string>(&response.body)) reply.body = std::move(*text);
        if (auto* channel = std::get_if<std::shared_ptr<net::EventChannel>>(&response.body)) reply.events = *channel;
        if (auto* part = std::get_if<net::FilePart>(&response.body)) {
            Bytes bytes(static_cast<std::size_t>(part->length));
            EXPECT_TRUE(os::read_at(part->file.get(), part->offset, bytes));
            reply.body.assign(bytes.begin(), bytes.end());
        }
        if (auto* source = std::get_if<std::unique_ptr<net::BodySource>>(&response.body)) {
            std::vector<char> place(10'000);
            for (;;) {
                const auto count = (*source)->read(place);
                if (!count) ADD_FAILURE() << count.error().text();
                if (!count || *count == 0) break;
                reply.body.append(place.data(), *count);
            }
        }
        return reply;
    }

  protected:
    Reply get(const std::string& target, net::Headers headers = {}) {
        return send(net::Method::get, target, {}, std::move(headers));
    }
    Reply post(const std::string& target, std::string body, net::Headers headers = {}) {
        return send(net::Method::post, target, std::move(body), std::move(headers));
    }

    ManualClock clock_{Timestamp{1'795'000'000'000}};
    IdSource ids_{clock_};
    Uuid workspace_ = IdSource::random();
    store::Signal jobs_signal_;
    store::Signal events_signal_;
    account::Policy policy_;
    Metrics metrics_;
    EventHub hub_{"1.2.3"};
    os::TempFolder files_ = os::TempFolder::make().value();
    std::map<std::string, std::string, std::less<>> settings_;  ///< May be filled at any time.
    std::unique_ptr<store::Blobs> blobs_;
    std::unique_ptr<store::Pool> pool_;
    std::optional<JobWatch> watch_;
    std::vector<PersonalPart> personal_;
    Outgoing::LookUp look_up_;  ///< In place of the system's resolver; set it before `start`.
    std::optional<Outgoing> outgoing_;
    std::optional<account::PermissionCatalogue> catalogue_;
    std::optional<Services> services_;
    std::unique_ptr<Api> api_;
};

}  // namespace stratum::platform
