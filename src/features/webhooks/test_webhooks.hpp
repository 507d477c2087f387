#pragma once

/// A server with this feature, a workspace that may send to a receiver on this computer, and the worker that sends, for
/// the tests of this folder.

#include "sender.hpp"
#include "stratum/account/outgoing.hpp"
#include "stratum/base/text.hpp"
#include "stratum/crypto/sha256.hpp"
#include "stratum/platform/test_receiver.hpp"
#include "stratum/platform/test_server.hpp"
#include "stratum/store/events/events.hpp"
#include "stratum/store/events/subscribers.hpp"
#include "stratum/webhooks/feature.hpp"
#include "subscriber.hpp"

#include <chrono>
#include <thread>

namespace stratum::webhooks {

class WebhookTest : public platform::ServerTest {
  protected:
    void SetUp() override {
        ServerTest::SetUp();
        if (IsSkipped()) return;
        settings_["outgoing.internal"] = "127.0.0.1";
        start({feature()});
        subscriber_ = subscriber(*services_);
        const auto done = services_->change([&](store::Database& db) -> Result<void> {
            STRATUM_TRY_VOID(store::add_subscriber(db, subscriber_.name));
            STRATUM_TRY_VOID(account::set_privacy(db, as_system(), workspace_, account::Privacy::open));
            return account::allow_host(db, as_system(), workspace_, {"127.0.0.1", true});
        });
        ASSERT_TRUE(done) << done.error().text();
    }
    account::Call as_system() { return {account::system_actor(), {}, clock_.now(), ids_, *catalogue_, policy_}; }

    struct Made {
        std::string id;
        std::string secret;
    };
    Made make_hook(const std::string& url, const std::string& events = R"(["*"])") {
        const auto reply = post("/api/v1/webhooks", R"({"url":")" + url + R"(","events":)" + events + "}");
        EXPECT_EQ(reply.status, 201) << reply.body;
        const auto json = reply.json();
        return {json.find("webhook")->text("id"), json.text("secret")};
    }
    /// Something happened in the workspace.
    Uuid tell(const std::string& kind, const std::string& payload = "{}") { return tell(kind, payload, workspace_); }
    Uuid tell(const std::string& kind, const std::string& payload, const Uuid& workspace) {
        return services_
            ->change([&](store::Database& db) {
                return store::append_event(db, ids_, {workspace, kind, "", payload, ""}, clock_.now());
            })
            .value();
    }
    /// Events become deliveries, and those that are due are sent.
    void carry() {
        ASSERT_TRUE(store::in_transaction(*pool_, [](store::Database& db) { return store::number_events(db); },
                                          {.intent = store::Transaction::Intent::queue}));
        for (;;) {
            const auto done = store::deliver_batch(*pool_, subscriber_);
            ASSERT_TRUE(done) << done.error().text();
            if (*done == 0) break;
        }
        work();
    }
    void work() {
        auto signal = std::make_shared<store::Signal>();
        std::vector<store::JobHandler> handlers{send_job(*services_)};
        const auto worker = store::Worker::start({.name = "test", .threads = 2, .poll = Seconds{0.01}},
                                                 std::move(handlers), *pool_, signal, clock_);
        for (int i = 0; i < 2000; ++i) {
            {
                auto reader = pool_->read();
                const auto left = (*reader)->query_one(
                    "SELECT count(*) FROM jobs WHERE kind = 'webhooks.send' AND (state = 'running' OR "
                    "(state = 'queued' AND run_after <= $1))",
                    {clock_.now().milliseconds});
                if ((*left)->integer(0) == 0) return;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds{5});  // another thread works
        }
        ADD_FAILURE() << "the job did not end";
    }
    net::Json hook_json(const std::string& id) { return get("/api/v1/webhooks/" + id).json(); }
    std::vector<net::Json> log_of(const std::string& id, const std::string& query = "") {
        const auto json = get("/api/v1/webhooks/" + id + "/deliveries" + query).json();
        return *json.find("items")->array();
    }
    Reply patch(const std::string& target, std::string body, net::Headers headers = {}) {
        return send(net::Method::patch, target, std::move(body), std::move(headers));
    }

    /// As a receiver does it, from the standard's text alone.
    static bool is_signed(const platform::Receiver::Taken& taken, const std::string& secret) {
        const auto key = from_base64(secret.substr(std::string{"whsec_"}.size())).value();
        const std::string text = std::string{taken.headers.get("webhook-id")} + "." +
                                 std::string{taken.headers.get("webhook-timestamp")} + "." + taken.body;
        const auto hash = crypto::hmac_sha256(key, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
        const std::string wanted = "v1," + to_base64(hash);
        for (const auto one : split(taken.headers.get("webhook-signature"), ' '))
            if (one == wanted) return true;
        return false;
    }

    platform::Receiver receiver_;
    store::Subscriber subscriber_;
};

}  // namespace stratum::webhooks
