#include "features.hpp"
#include "stratum/account/api_keys.hpp"
#include "stratum/account/sessions.hpp"
#include "stratum/account/workspaces.hpp"
#include "stratum/base/os/files.hpp"
#include "stratum/base/text.hpp"
#include "stratum/library/library.hpp"
#include "stratum/platform/event_hub.hpp"
#include "stratum/platform/test_server.hpp"

#include <algorithm>
#include <map>
#include <set>

// Every route of all features, by every built-in role, with a session and with an API key, in one's own workspace and
// in a foreign one: whether the request gets through to its handler is compared with what the contract says
// (`x-permission` of api/*.yaml, in the table that api/join.py makes). Nothing here is a list of routes that somebody
// has to keep.
namespace stratum::app {
namespace {

/// What the contract says of one operation.
struct Operation {
    std::string name;
    std::string permission;
    bool idempotent = false;
    std::string query;  ///< "q:0..500 limit cursor:1..1024"
};
using Operations = std::map<std::string, Operation>;  ///< By "GET /api/v1/tracks/{}".

/// Parameters have other names in routes than in the contract at times; their places count.
std::string key_of(std::string_view method, std::string_view path) {
    std::string key = std::string{method} + " ";
    bool inside = false;
    for (const char c : path) {
        if (c == '{') key += '{';
        if (c == '}') key += '}';
        if (c == '{' || c == '}') {
            inside = c == '{';
            continue;
        }
        if (!inside) key += c;
    }
    return key;
}

Operations read_contract() {
    Operations out;
    const auto text = read_text_file(STRATUM_OPERATIONS);
    EXPECT_TRUE(text) << STRATUM_OPERATIONS;
    if (!text) return out;
    for (const auto line : split(*text, '\n')) {
        const auto parts = split(line, '\t');
        if (parts.size() != 6) continue;
        out[key_of(parts[0], "/api/v1" + std::string{parts[1]})] = {std::string{parts[2]}, std::string{parts[3]},
                                                                    parts[4] == "once", std::string{parts[5]}};
    }
    return out;
}

/// The parameters of a route as the contract's table has them.
std::string query_of(const platform::Route& route) {
    std::string out;
    for (const auto& one : route.query) {
        out.append(out.empty() ? "" : " ").append(one.name);
        if (one.most != platform::Parameter::kAnyLength)
            out += ":" + std::to_string(one.least) + ".." + std::to_string(one.most);
    }
    return out;
}

/// The roles as the issue has them: which kinds of permissions each one holds. Written down a second time on purpose.
const std::map<std::string, std::set<account::Tag>> kRoles{
    {"owner",
     {account::Tag::read, account::Tag::contribute, account::Tag::analyse, account::Tag::manage, account::Tag::audit,
      account::Tag::own}},
    {"admin",
     {account::Tag::read, account::Tag::contribute, account::Tag::analyse, account::Tag::manage, account::Tag::audit}},
    {"analyst", {account::Tag::read, account::Tag::contribute, account::Tag::analyse}},
    {"member", {account::Tag::read, account::Tag::contribute}},
    {"viewer", {account::Tag::read}},
    {"auditor", {account::Tag::read, account::Tag::audit}},
};

enum class By : std::uint8_t { nobody, session, key };

class Permissions : public platform::ServerTest {
  protected:
    template <class Work>
    auto change(Work&& work) {
        return services_->change(std::forward<Work>(work));
    }
    void SetUp() override {
        ServerTest::SetUp();
        if (IsSkipped()) return;
        operations_ = read_contract();
        std::vector<platform::Feature> all = features();
        for (auto& feature : all)
            for (auto& route : feature.routes) watch(route);
        auto events = hub_.routes();
        for (auto& route : events) watch(route);
        // The library's own tables, which stand below all features.
        all.push_back({.name = "library", .migrations = {library::migrations()}});
        for (const auto& feature : all)
            for (const auto& route : feature.routes) routes_.push_back(route);
        for (const auto& route : events) routes_.push_back(route);
        start(all, {.anonymous = {}, .known = {}}, events);
        if (HasFatalFailure()) return;
        own_ = workspace_;
        foreign_ = change([&](store::Database& db) {
                       return account::create_workspace(db, as_system(), "Foreign", make_user(db, "stranger"));
                   }).value();
        for (const auto& [role, tags] : kRoles) {
            users_[role] = change([&](store::Database& db) -> Result<Uuid> {
                               const Uuid user = make_user(db, role);
                               STRATUM_TRY_VOID(account::add_member(db, as_system(), own_, user, role));
                               return user;
                           }).value();
            keys_[role] = make_key(role);
            sessions_[role] = change([&](store::Database& db) {
                                  return account::start_session(db, as_system(), users_[role],
                                                                account::SessionState::active, "a test");
                              })
                                  .value()
                                  .token;
        }
    }

    account::Call as_system() { return {account::system_actor(), {}, clock_.now(), ids_, *catalogue_, policy_}; }
    Uuid make_user(store::Database& db, const std::string& name) {
        return account::create_user(db, as_system(),
                                    {.email = name + "@example.org", .name = name, .email_verified = true})
            .value();
    }
    /// A key with all scopes that its maker may give.
    std::string make_key(const std::string& role) {
        account::Call call = as_system();
        call.actor = {.kind = account::ActorKind::session,
                      .user = users_[role],
                      .fresh_until = Timestamp{clock_.now().milliseconds + 1}};
        std::vector<std::string> scopes;
        for (const auto& permission : catalogue_->all())
            if (kRoles.at(role).contains(permission.tag) && !permission.dangerous) scopes.emplace_back(permission.name);
        return change([&](store::Database& db) {
                   return account::create_api_key(db, call, own_,
                                                  {.name = "robot", .scopes = scopes, .expires_at = {}});
               })
            .value()
            .key;
    }
    /// Notes that a request got through, and stops there: what handlers do is for their own tests.
    void watch(platform::Route& route) {
        if (route.handle)
            route.handle = [this](platform::Call&) -> platform::Answer {
                reached_ = true;
                return platform::problem(418, "internal", "reached");
            };
        if (route.receive)
            route.receive = [this](platform::Call&) -> std::variant<std::unique_ptr<net::BodySink>, platform::Answer> {
                reached_ = true;
                return platform::Answer{platform::problem(418, "internal", "reached")};
            };
        if (route.upgrade)
            route.upgrade =
                [this](platform::Call&) -> std::variant<std::unique_ptr<net::WebSocketHandler>, platform::Answer> {
                reached_ = true;
                return platform::Answer{platform::problem(418, "internal", "reached")};
            };
    }
    /// Whether the request gets through to the handler, and what it is answered.
    int ask(const platform::Route& route, net::Headers headers) {
        std::string path;
        for (std::size_t i = 0; i < route.path.size(); ++i) {
            if (route.path[i] != '{') {
                path += route.path[i];
                continue;
            }
            path += to_text(Uuid{});
            i = route.path.find('}', i);
        }
        headers.set("Host", "stratum.example");
        net::Request request{.method = route.method, .target = path, .path = path, .remote = "192.0.2.7"};
        request.headers = std::move(headers);
        reached_ = false;
        const net::Plan plan = api_->plan(request);
        if (plan.receive) {
            const auto begun = plan.receive(request);
            return std::get<net::Response>(begun).status;
        }
        if (plan.upgrade) {
            const auto begun = plan.upgrade(request);
            return std::get<net::Response>(begun).status;
        }
        return plan.handle(request).status;
    }
    net::Headers headers_of(const std::string& role, By by, const Uuid& workspace) {
        net::Headers headers{{"Stratum-Workspace", to_text(workspace)}};
        if (by == By::key) headers.set("Authorization", "Bearer " + keys_[role]);
        if (by == By::session) {
            headers.set("Cookie", "stratum_session=" + sessions_[role]);
            headers.set("Stratum-Csrf", account::csrf_token(sessions_[role]));
        }
        return headers;
    }
    /// What the contract's word for it means for somebody of this role.
    bool may(const std::string& permission, const std::string& role, By by, bool own) const {
        if (permission == "public") return true;
        if (by == By::nobody) return false;
        if (permission == "self") return true;
        const auto* info = catalogue_->find(permission);
        if (info == nullptr || !own) return false;
        return kRoles.at(role).contains(info->tag) && !(info->dangerous && by == By::key);
    }

    platform::EventHub hub_{"1"};
    Operations operations_;
    std::vector<platform::Route> routes_;
    std::map<std::string, Uuid> users_;
    std::map<std::string, std::string> keys_;
    std::map<std::string, std::string> sessions_;  ///< Their tokens.
    Uuid own_;
    Uuid foreign_;
    bool reached_ = false;
};

TEST_P(Permissions, AreThoseOfTheContractForEveryRoute) {
    for (const auto& route : routes_) {
        if (!route.path.starts_with("/api/v1/")) continue;
        const auto found = operations_.find(key_of(net::name_of(route.method), route.path));
        ASSERT_NE(found, operations_.end())
            << net::name_of(route.method) << " " << route.path << " is not in the contract";
        EXPECT_EQ(route.permission, found->second.permission) << route.path;
    }
    EXPECT_GT(routes_.size(), 50U);  // all features are here
}

TEST_P(Permissions, AndWhichPostsAreDoneOnceForTheirKey) {
    int once = 0;
    for (const auto& route : routes_) {
        const auto found = operations_.find(key_of(net::name_of(route.method), route.path));
        if (found == operations_.end()) continue;  // the test above says so
        EXPECT_EQ(route.idempotent, found->second.idempotent) << found->second.name;
        once += found->second.idempotent ? 1 : 0;
    }
    EXPECT_GT(once, 10);
}

TEST_P(Permissions, AndWhatMayStandInTheQuery) {
    int with = 0;
    for (const auto& route : routes_) {
        const auto found = operations_.find(key_of(net::name_of(route.method), route.path));
        if (found == operations_.end()) continue;  // the test above says so
        EXPECT_EQ(query_of(route), found->second.query) << found->second.name;
        with += route.query.empty() ? 0 : 1;
    }
    EXPECT_GT(with, 20);
}

TEST_P(Permissions, LetThroughWhoMayAndNobodyElse) {
    int asked = 0;
    for (const auto& route : routes_) {
        if (!route.path.starts_with("/api/v1/") || route.at_once) continue;
        const auto found = operations_.find(key_of(net::name_of(route.method), route.path));
        if (found == operations_.end()) continue;  // the test above says so
        const std::string& permission = found->second.permission;
        const auto check = [&](const std::string& role, By by, bool own) {
            const bool expected = may(permission, role, by, own);
            const int status = ask(route, headers_of(role, by, own ? own_ : foreign_));
            ++asked;
            const auto where = [&] {
                return found->second.name + " as " + role + (by == By::key ? " with a key" : "") +
                       (own ? "" : " in a foreign workspace") + ": " + std::to_string(status);
            };
            EXPECT_EQ(reached_, expected) << where();
            if (expected) return;
            if (by == By::nobody) EXPECT_EQ(status, 401) << where();
            // Whether a foreign workspace exists is nobody's business.
            else
                EXPECT_EQ(status, own ? 403 : 404) << where();
        };
        check("nobody", By::nobody, true);
        for (const auto& [role, tags] : kRoles)
            for (const By by : {By::session, By::key})
                for (const bool own : {true, false}) check(role, by, own);
    }
    RecordProperty("requests", asked);
    EXPECT_GT(asked, 25 * 50);
}

TEST_P(Permissions, AreAskedForBySomeRoute) {
    // A permission that no route asks for, in a role editor, would be a promise of nothing.
    std::set<std::string_view> asked;
    for (const auto& route : routes_) asked.insert(route.permission);
    for (const auto& permission : catalogue_->all()) EXPECT_TRUE(asked.contains(permission.name)) << permission.name;
}

STRATUM_ON_EVERY_ENGINE(Permissions);

}  // namespace
}  // namespace stratum::app
