#include "stratum/platform/outgoing.hpp"

#include "stratum/platform/test_receiver.hpp"
#include "stratum/platform/test_server.hpp"

#include <atomic>

namespace stratum::platform {
namespace {

using account::Content;
using account::OutgoingVerdict;
using account::Privacy;

/// Where nobody answers, although it is an address of the internet: 8.8.8.8 by a translator that no network here has.
constexpr const char* kPublic = "64:ff9b::808:808";

class Gate : public ServerTest {
  protected:
    void SetUp() override {
        ServerTest::SetUp();
        if (IsSkipped()) return;
        settings_["outgoing.internal"] = "127.0.0.0/8, ::1";
        look_up_ = [this](const std::string& host) -> Result<std::vector<std::string>> {
            asked_.push_back(host);
            auto& answers = names_[host];
            if (answers.empty()) return error(ErrorCode::not_found, "no such name");
            auto answer = answers.front();
            if (answers.size() > 1) answers.erase(answers.begin());
            return answer;
        };
        start({});
    }
    account::Call as_system() { return {account::system_actor(), {}, clock_.now(), ids_, *catalogue_, policy_}; }
    void allow(Privacy level, const std::vector<account::AllowedHost>& hosts) {
        const auto done = services_->change([&](store::Database& db) -> Result<void> {
            STRATUM_TRY_VOID(account::set_privacy(db, as_system(), workspace_, level));
            for (const auto& host : hosts) STRATUM_TRY_VOID(account::allow_host(db, as_system(), workspace_, host));
            return {};
        });
        ASSERT_TRUE(done) << done.error().text();
    }
    [[nodiscard]] Result<net::ClientResponse> send(const std::string& url, Content content = Content::data,
                                                   int redirects = 0) {
        return outgoing_->send(*services_, {.workspace = workspace_,
                                            .feature = "tests",
                                            .purpose = "to see",
                                            .content = content,
                                            .request = {.url = url, .patience = Seconds{1.0}},
                                            .redirects = redirects});
    }
    std::vector<account::OutgoingRecord> ledger() {
        auto reader = pool_->read();
        return account::list_outgoing(**reader, workspace_, 100).value();
    }
    [[nodiscard]] std::string at(const std::string& host, const std::string& path = "/") const {
        return "http://" + host + ":" + receiver_.port() + path;
    }

    Receiver receiver_;
    std::map<std::string, std::vector<std::vector<std::string>>> names_;  ///< What a name means, the next time.
    std::vector<std::string> asked_;
};

TEST_P(Gate, LetsOutWhatEachPrivacyLevelAllows) {
    const std::map<Privacy, std::string> expected{
        {Privacy::strict, "0000"}, {Privacy::balanced, "1100"}, {Privacy::open, "1111"}};
    for (const auto& [level, wanted] : expected) {
        allow(level, {{"127.0.0.1", true}});
        std::string passed;
        for (const auto content : {Content::control, Content::features, Content::data, Content::audio}) {
            const auto answer = send(receiver_.url(), content);
            passed += answer ? '1' : '0';
            if (answer) continue;
            EXPECT_EQ(answer.error().code, ErrorCode::permission_denied);
            EXPECT_NE(answer.error().hint.find("Settings, Privacy"), std::string::npos);
        }
        EXPECT_EQ(passed, wanted) << name_of(level);
    }
    EXPECT_EQ(receiver_.taken().size(), 6U);
}

TEST_P(Gate, KeepsALedgerOfWhatWentAndWhatDidNot) {
    allow(Privacy::open, {{"127.0.0.1", true}});
    receiver_.answer([](const net::Request&) { return net::Response{.status = 201, .body = std::string(1000, 'x')}; });
    const Uuid ann = ids_.next();
    const auto answer = outgoing_->send(
        *services_, {.workspace = workspace_,
                     .actor = {.kind = account::ActorKind::session, .user = ann},
                     .feature = "tests",
                     .purpose = "to see",
                     .request = {.method = net::Method::post, .url = receiver_.url("/in"), .body = "twelve bytes"}});
    ASSERT_TRUE(answer) << answer.error().text();
    EXPECT_FALSE(send("http://example.org/"));
    const auto lines = ledger();
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[0].outcome, OutgoingVerdict::host_not_allowed);
    EXPECT_EQ(lines[0].bytes_out, 0);
    EXPECT_EQ(lines[1].outcome, OutgoingVerdict::allowed);
    EXPECT_EQ(lines[1].host, "127.0.0.1");
    EXPECT_EQ(lines[1].address, "127.0.0.1");
    EXPECT_EQ(lines[1].feature, "tests");
    EXPECT_EQ(lines[1].actor, to_text(ann));
    EXPECT_EQ(lines[1].status, 201);
    EXPECT_GT(lines[1].bytes_out, 12);
    EXPECT_GT(lines[1].bytes_in, 1000);
}

TEST_P(Gate, WritesDownBeforeAnythingLeaves) {
    allow(Privacy::open, {{"127.0.0.1", true}});
    std::atomic<std::int64_t> lines_then{-1};
    receiver_.answer([&](const net::Request&) {
        lines_then = static_cast<std::int64_t>(ledger().size());
        return net::Response{.status = 200};
    });
    ASSERT_TRUE(send(receiver_.url()));
    EXPECT_EQ(lines_then, 1);
    // What got no answer stays in the ledger as something that may have left.
    EXPECT_FALSE(send("http://127.0.0.1:1/"));
    EXPECT_EQ(ledger().front().outcome, OutgoingVerdict::allowed);
    EXPECT_EQ(ledger().front().status, 0);
}

TEST_P(Gate, AsksForTheHostOnceAndConnectsToWhatItWasTold) {
    allow(Privacy::open, {{"hooks.lan", true}});
    names_["hooks.lan"] = {{"127.0.0.1"}, {"127.0.0.2"}};
    const auto answer = send(at("hooks.lan"));
    ASSERT_TRUE(answer) << answer.error().text();
    EXPECT_EQ(answer->address, "127.0.0.1");
    EXPECT_EQ(asked_.size(), 1U);
    EXPECT_EQ(receiver_.taken().front().headers.get("Host"), "hooks.lan:" + receiver_.port());
}

TEST_P(Gate, NameThatChangesItsMindGainsNothing) {
    allow(Privacy::open, {{"rebind.example", false}});
    // Outside when it is judged, inside when it is connected to: there is no second look.
    names_["rebind.example"] = {{kPublic}, {"127.0.0.1"}};
    const auto first = send(at("rebind.example"));
    ASSERT_FALSE(first);
    EXPECT_NE(first.error().code, ErrorCode::permission_denied);  // it went to the address outside, in vain
    EXPECT_EQ(asked_.size(), 1U);
    // And when it is inside already when it is judged.
    const auto second = send(at("rebind.example"));
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::permission_denied);
    EXPECT_NE(second.error().hint.find("outgoing.internal"), std::string::npos);
    names_["rebind.example"] = {{kPublic, "127.0.0.1"}};
    EXPECT_EQ(send(at("rebind.example")).error().code, ErrorCode::permission_denied) << "one of two";
    EXPECT_TRUE(receiver_.taken().empty());
}

TEST_P(Gate, ConnectionOfOneWorkspaceIsNoneOfAnother) {
    allow(Privacy::open, {{"hooks.lan", true}});
    names_["hooks.lan"] = {{"127.0.0.1"}, {kPublic}};
    ASSERT_TRUE(send(at("hooks.lan")));
    // The second answer leads elsewhere, so the connection that was open must not be used again.
    EXPECT_FALSE(send(at("hooks.lan")));
    EXPECT_EQ(receiver_.taken().size(), 1U);
}

TEST_P(Gate, RefusesAddressesInsideHoweverTheyAreWritten) {
    settings_.clear();
    allow(
        Privacy::open,
        {{"127.0.0.1", true}, {"::1", true}, {"::ffff:127.0.0.1", true}, {"64:ff9b::7f00:1", true}, {"inside", true}});
    names_["inside"] = {{"::ffff:127.0.0.1"}};
    for (const char* host : {"127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]",
                             "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "inside"}) {
        const auto answer = send(at(host));
        ASSERT_FALSE(answer) << host;
        EXPECT_EQ(answer.error().code, ErrorCode::permission_denied) << host << ": " << answer.error().text();
        EXPECT_EQ(ledger().front().outcome, OutgoingVerdict::internal_address) << host;
    }
    // Hosts that are on no list are not even looked up.
    EXPECT_FALSE(send("http://localhost/"));
    EXPECT_EQ(ledger().front().outcome, OutgoingVerdict::host_not_allowed);
    EXPECT_EQ(asked_, std::vector<std::string>{"inside"});
    EXPECT_TRUE(receiver_.taken().empty());
}

TEST_P(Gate, LeadsInsideWhereWhoeverRunsTheServerOpenedIt) {
    allow(Privacy::open, {{"127.0.0.1", true}, {"hooks.example.org", false}});
    names_["hooks.example.org"] = {{"127.0.0.1"}};
    settings_["outgoing.internal"] = "10.0.0.0/8";
    EXPECT_FALSE(send(receiver_.url()));
    settings_["outgoing.internal"] = "10.0.0.0/8, 127.0.0.1";
    EXPECT_TRUE(send(receiver_.url()));
    EXPECT_FALSE(send(at("hooks.example.org"))) << "it does not look as if it were inside";
    settings_["outgoing.internal"] = "hooks.example.org";
    EXPECT_TRUE(send(at("hooks.example.org")));
    settings_["outgoing.internal"] = "http://x";
    EXPECT_EQ(send(receiver_.url()).error().code, ErrorCode::invalid_argument);
}

TEST_P(Gate, JudgesEachRedirectAnew) {
    allow(Privacy::open, {{"127.0.0.1", true}, {"hooks.lan", true}});
    names_["hooks.lan"] = {{"127.0.0.1"}};
    std::string location = "/end";
    receiver_.answer([&](const net::Request& request) {
        if (request.path != "/begin") return net::Response{.status = 200, .body = std::string{"end"}};
        return net::Response{.status = 302, .headers = {{"Location", location}}};
    });
    EXPECT_EQ(send(receiver_.url("/begin"))->status, 302);  // not followed unless asked
    EXPECT_EQ(send(receiver_.url("/begin"), Content::data, 1)->body, "end");
    location = at("hooks.lan", "/end");
    EXPECT_EQ(send(receiver_.url("/begin"), Content::data, 1)->body, "end");
    EXPECT_EQ(ledger().front().host, "hooks.lan");
    for (const char* bad :
         {"http://169.254.169.254/latest/meta-data", "http://127.0.0.2/", "http://[::1]/", "//2130706434/",
          "http://elsewhere.example/", "file:///etc/passwd", "http://ann:x@127.0.0.1/"}) {
        location = bad;
        EXPECT_FALSE(send(receiver_.url("/begin"), Content::data, 3)) << bad;
    }
    location = "/begin";  // round and round
    EXPECT_EQ(send(receiver_.url("/begin"), Content::data, 5)->status, 302);
}

TEST_P(Gate, TakesNoSecretsToOtherHosts) {
    allow(Privacy::open, {{"127.0.0.1", true}, {"hooks.lan", true}});
    names_["hooks.lan"] = {{"127.0.0.1"}};
    std::string location = at("hooks.lan", "/end");
    receiver_.answer([&](const net::Request& request) {
        if (request.path != "/begin") return net::Response{.status = 200};
        return net::Response{.status = 302, .headers = {{"Location", location}}};
    });
    OutgoingMessage message{.workspace = workspace_,
                            .feature = "tests",
                            .request = {.method = net::Method::post,
                                        .url = receiver_.url("/begin"),
                                        .headers = {{"Authorization", "Bearer x"}, {"Accept", "text/plain"}},
                                        .body = "text"},
                            .redirects = 1};
    ASSERT_TRUE(outgoing_->send(*services_, message));
    auto last = receiver_.taken().back();
    EXPECT_EQ(last.method, net::Method::get);
    EXPECT_EQ(last.body, "");
    EXPECT_EQ(last.headers.find("Authorization"), nullptr);
    EXPECT_EQ(last.headers.get("Accept"), "text/plain");
    location = "/end";
    ASSERT_TRUE(outgoing_->send(*services_, message));
    EXPECT_EQ(receiver_.taken().back().headers.get("Authorization"), "Bearer x");
}

TEST_P(Gate, GoesInsideForTheServerOnlyWhereItsConfigurationNamesSuchAHost) {
    OutgoingMessage message{.feature = "oidc",
                            .content = Content::control,
                            .request = {.url = receiver_.url()},
                            .configured = "https://id.example.org"};
    EXPECT_EQ(outgoing_->send(*services_, message).error().code, ErrorCode::permission_denied);
    message.configured.clear();
    EXPECT_EQ(outgoing_->send(*services_, message).error().code, ErrorCode::permission_denied);
    message.configured = "http://127.0.0.1:1/realm";
    EXPECT_TRUE(outgoing_->send(*services_, message));
    message.content = Content::data;  // nothing of anybody
    EXPECT_EQ(outgoing_->send(*services_, message).error().code, ErrorCode::permission_denied);
}

TEST_P(Gate, GoesForTheServerToTheVeryHostThatIsConfiguredAndOpened) {
    names_["traces.example.org"] = {{"127.0.0.1"}};
    names_["other.example.org"] = {{"127.0.0.1"}};
    OutgoingMessage message{.feature = "traces",
                            .content = Content::control,
                            .request = {.url = at("traces.example.org")},
                            .configured = at("traces.example.org")};
    EXPECT_TRUE(outgoing_->send(*services_, message));
    message.request.url = at("other.example.org");
    EXPECT_EQ(outgoing_->send(*services_, message).error().code, ErrorCode::permission_denied);
    message.request.url = message.configured;
    settings_["outgoing.internal"] = "10.0.0.0/8";
    EXPECT_EQ(outgoing_->send(*services_, message).error().code, ErrorCode::permission_denied);
}

TEST_P(Gate, SumsUpManySmallOnesByTheHour) {
    const auto lines = [this] {
        auto reader = pool_->read();
        return account::list_outgoing(**reader, account::kServer, 100).value();
    };
    OutgoingMessage message{
        .feature = "traces",
        .purpose = "traces",
        .content = Content::control,
        .request = {.method = net::Method::post, .url = receiver_.url(), .body = std::string(1000, 'x')},
        .configured = receiver_.url(),
        .summed = true};
    ASSERT_TRUE(outgoing_->send(*services_, message));
    ASSERT_EQ(lines().size(), 1U);
    const std::int64_t once = lines()[0].bytes_out;
    EXPECT_GT(once, 1000);
    ASSERT_TRUE(outgoing_->send(*services_, message));
    ASSERT_EQ(lines().size(), 1U);
    EXPECT_EQ(lines()[0].bytes_out, 2 * once);
    EXPECT_EQ(lines()[0].status, 204);
    message.configured.clear();
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(outgoing_->send(*services_, message));
    ASSERT_EQ(lines().size(), 2U) << "what is refused is no more";
    EXPECT_EQ(lines()[0].outcome, OutgoingVerdict::internal_address);
    message.configured = receiver_.url();
    clock_.advance(Seconds{3600.0});
    ASSERT_TRUE(outgoing_->send(*services_, message));
    ASSERT_EQ(lines().size(), 3U);
    EXPECT_EQ(lines()[0].bytes_out, once);
}

TEST_P(Gate, RefusesWhatIsNoAddress) {
    allow(Privacy::open, {{"127.0.0.1", true}, {"nowhere.example", false}});
    EXPECT_EQ(send("ftp://127.0.0.1/").error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(send("http://ann:secret@127.0.0.1/").error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(send("http://nowhere.example/").error().code, ErrorCode::not_found);
}

STRATUM_ON_EVERY_ENGINE(Gate);

}  // namespace
}  // namespace stratum::platform
