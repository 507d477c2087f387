#include "mails.hpp"

#include "stratum/base/os/files.hpp"
#include "stratum/store/jobs/worker.hpp"
#include "test_people.hpp"

#include <chrono>
#include <cstdlib>
#include <thread>

namespace stratum::people {
namespace {

class Mails : public PeopleTest {};

TEST_P(Mails, WaitSealedSoThatNobodyReadsTheirLinks) {
    settings_["mail.server"] = "smtp://mail.example.org";
    serve();
    const auto mailer = Mailer::make(*services_).value();
    ASSERT_TRUE(change([&](store::Database& db) {
                    return mailer.send(db, {"ann@example.org", "Hello", "https://stratum.example/reset#secret", ""});
                }).value());
    auto reader = pool_->read();
    const auto row = (*reader)->query_one("SELECT payload FROM jobs WHERE kind = 'mail.send'").value();
    const std::string kept{row->bytes(0).begin(), row->bytes(0).end()};
    EXPECT_EQ(kept.find("secret"), std::string::npos);
    EXPECT_EQ(kept.find("ann@"), std::string::npos);
    ASSERT_EQ(mails().size(), 1U);
    EXPECT_EQ(mails()[0].text("text"), "https://stratum.example/reset#secret");
}

TEST_P(Mails, AreNotQueuedWhereThereIsNoServer) {
    serve();
    const auto mailer = Mailer::make(*services_).value();
    EXPECT_FALSE(
        change([&](store::Database& db) { return mailer.send(db, {"ann@example.org", "Hello", "text", ""}); }).value());
    EXPECT_TRUE(mails().empty());
}

TEST_P(Mails, NeedASecretOfSomeLength) {
    serve();
    settings_["server.secret"] = "short";
    EXPECT_EQ(Mailer::make(*services_).error().code, ErrorCode::invalid_argument);
    settings_["server.secret"] = "0123456789abcdef0123456789abcdef";
    const auto first = platform::ServerSecrets::load(*services_).value();
    EXPECT_NE(first.box(), platform::ServerSecrets::load(*services_).value().audit_signer().public_key());
    settings_.erase("server.secret");
    const auto made = platform::ServerSecrets::load(*services_).value().box();
    EXPECT_NE(made, first.box());
    EXPECT_EQ(made, platform::ServerSecrets::load(*services_).value().box());  // the same one next time
}

STRATUM_ON_EVERY_ENGINE(Mails);

/// With the server for mail that ctest starts.
class Smtp : public PeopleTest {
  protected:
    void SetUp() override {
        if (std::getenv("STRATUM_TEST_SMTP") == nullptr) GTEST_SKIP() << "STRATUM_TEST_SMTP names no server";
        PeopleTest::SetUp();
        folder_ = std::getenv("STRATUM_TEST_SMTP");
        settings_["mail.server"] = "smtp://127.0.0.1:" + read_text_file(folder_ + "/port").value();
        settings_["mail.from"] = "Music <music@example.org>";
        serve();
    }
    void TearDown() override {
        if (pool_) PeopleTest::TearDown();
    }
    std::string state_of_mail() {
        auto reader = pool_->read();
        return (*reader)->query_one("SELECT state FROM jobs WHERE kind = 'mail.send'").value()->text(0);
    }
    void send_to(const std::string& to) {
        const auto mailer = Mailer::make(*services_).value();
        ASSERT_TRUE(
            change([&](store::Database& db) { return mailer.send(db, {to, "Hello " + to, "Hello", "<p>Hello</p>"}); }));
        std::vector<store::JobHandler> handlers;
        handlers.push_back(mail_job(*services_));
        const auto worker = store::Worker::start({.name = "test", .poll = Seconds{0.01}}, std::move(handlers), *pool_,
                                                 std::make_shared<store::Signal>(), clock_);
        for (int i = 0; i < 2000; ++i) {
            auto reader = pool_->read();
            const auto row = (*reader)->query_one("SELECT state, attempts FROM jobs WHERE kind = 'mail.send'").value();
            if (row->integer(1) > 0 && row->text(0) != "running") return;
            std::this_thread::sleep_for(std::chrono::milliseconds{5});  // another thread works
        }
        ADD_FAILURE() << "the mail was not looked at";
    }
    std::string folder_;
};

TEST_P(Smtp, GetsTheMailsThatWait) {
    const std::string to = "ann-" + to_text(IdSource::random()) + "@example.org";
    send_to(to);
    EXPECT_EQ(state_of_mail(), "succeeded");
    bool found = false;
    for (const auto& entry : list_folder(folder_ + "/mails").value())
        if (entry.name.ends_with(".json"))
            found = found ||
                    read_text_file(folder_ + "/mails/" + entry.name).value().find("To: " + to) != std::string::npos;
    EXPECT_TRUE(found);
    auto reader = pool_->read();
    const auto line = (*reader)->query_one("SELECT host, feature, bytes_out FROM outgoing_ledger").value();
    ASSERT_TRUE(line);
    EXPECT_EQ(line->text(0), "127.0.0.1");
    EXPECT_EQ(line->text(1), "mail");
    EXPECT_GT(line->integer(2), 0);
}

TEST_P(Smtp, IsAskedAgainOnlyWhereThatHelps) {
    send_to("later@example.org");
    EXPECT_EQ(state_of_mail(), "queued");
    ASSERT_TRUE(change([&](store::Database& db) { return db.execute("DELETE FROM jobs"); }));
    send_to("never@example.org");
    EXPECT_EQ(state_of_mail(), "dead");
}

INSTANTIATE_TEST_SUITE_P(WithMail, Smtp, testing::Values(store::Engine::sqlite),
                         [](const auto&) { return std::string{"smtp"}; });

}  // namespace
}  // namespace stratum::people
