#pragma once

/// A server with this feature, and people who signed in to it, for the tests of this folder.

#include "mails.hpp"
#include "stratum/account/invitations.hpp"
#include "stratum/account/passwords.hpp"
#include "stratum/account/sessions.hpp"
#include "stratum/account/users.hpp"
#include "stratum/account/workspaces.hpp"
#include "stratum/people/feature.hpp"
#include "stratum/platform/test_server.hpp"
#include "stratum/store/jobs/worker.hpp"

#include <chrono>
#include <memory>
#include <thread>

namespace stratum::people {

inline constexpr const char* kPassword = "correct horse battery";

class PeopleTest : public platform::ServerTest {
  protected:
    /// Nobody is taken for the owner: everybody has to sign in.
    void serve(platform::ApiOptions options = {}) { start({feature()}, std::move(options)); }
    template <class Work>
    auto change(Work&& work) {
        return services_->change(std::forward<Work>(work));
    }
    account::Call as_system() { return {account::system_actor(), {}, clock_.now(), ids_, *catalogue_, policy_}; }
    Uuid make_user(const std::string& name) {
        const std::string email = name + "@example.org";
        const auto password = account::prepare_password(kPassword, email, policy_).value();
        return change([&](store::Database& db) {
                   return account::create_user(
                       db, as_system(), {.email = email, .name = name, .password = password, .email_verified = true});
               })
            .value();
    }
    Uuid make_member(const std::string& name, std::string_view role) {
        const Uuid user = make_user(name);
        EXPECT_TRUE(
            change([&](store::Database& db) { return account::add_member(db, as_system(), workspace_, user, role); }));
        return user;
    }
    /// What a browser sends in a new session of this user.
    net::Headers headers_of(const Uuid& user) {
        const auto session =
            change([&](store::Database& db) {
                return account::start_session(db, as_system(), user, account::SessionState::active, "a test");
            }).value();
        return {{"Cookie", "stratum_session=" + session.token}, {"Stratum-Csrf", account::csrf_token(session.token)}};
    }
    Reply patch(const std::string& target, std::string body, net::Headers headers = {}) {
        return send(net::Method::patch, target, std::move(body), std::move(headers));
    }
    Reply put(const std::string& target, std::string body, net::Headers headers = {}) {
        return send(net::Method::put, target, std::move(body), std::move(headers));
    }
    Reply remove(const std::string& target, net::Headers headers = {}) {
        return send(net::Method::delete_, target, {}, std::move(headers));
    }
    /// The mails that wait to be sent, opened; the oldest first.
    std::vector<net::Json> mails() {
        const auto key = platform::ServerSecrets::load(*services_).value().box();
        auto reader = pool_->read();
        std::vector<net::Json> out;
        const auto rows = (*reader)->query("SELECT payload FROM jobs WHERE kind = 'mail.send' ORDER BY id").value();
        for (const auto& row : rows) {
            const Bytes text = crypto::open_sealed(key, "mail.send", row.bytes(0)).value();
            out.push_back(net::parse_json({reinterpret_cast<const char*>(text.data()), text.size()}).value());
        }
        return out;
    }
    /// The token in the link of the newest mail: what stands behind its "#" or "=".
    std::string token_in_mail() {
        const auto all = mails();
        if (all.empty()) return {};
        const std::string text = all.back().text("text");
        const auto link = text.find("http");
        const auto begin = text.find_first_of("#=", link) + 1;
        return text.substr(begin, text.find_first_of(" \r\n", begin) - begin);
    }
    /// Runs what waits of this kind.
    void work(store::JobHandler handler) {
        const std::string kind = handler.kind;
        std::vector<store::JobHandler> handlers;
        handlers.push_back(std::move(handler));
        auto signal = std::make_shared<store::Signal>();
        const auto worker =
            store::Worker::start({.name = "test", .poll = Seconds{0.01}}, std::move(handlers), *pool_, signal, clock_);
        for (int i = 0; i < 2000; ++i) {
            {
                auto reader = pool_->read();
                const auto left = (*reader)->query_one(
                    "SELECT count(*) FROM jobs WHERE kind = $1 AND (state = 'running' OR (state = "
                    "'queued' AND run_after <= $2))",
                    {kind, clock_.now().milliseconds});
                if ((*left)->integer(0) == 0) return;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds{5});  // another thread works
        }
        ADD_FAILURE() << "the job did not end";
    }
    static std::string cookie_in(const Reply& reply) {
        const std::string set{reply.headers.get("Set-Cookie")};
        return set.substr(0, set.find(';'));
    }
};

/// `code` of a problem.
inline std::string code_of(const net::Json& problem) { return problem.text("code"); }

}  // namespace stratum::people
