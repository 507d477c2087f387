#include "stratum/account/login.hpp"

#include "stratum/account/audit.hpp"
#include "stratum/account/passwords.hpp"
#include "test_account.hpp"

namespace stratum::account {
namespace {

class Login : public AccountTest {
  protected:
    void SetUp() override {
        AccountTest::SetUp();
        if (IsSkipped()) return;
        pool_ = std::move(store::Pool::open({.place = place(), .connections = 2}).value());
        const auto password = prepare_password("a long old secret", "ann@example.org", policy_);
        ann_ = create_user(db(), as_system(), {.email = "ann@example.org", .password = *password}).value();
    }
    void TearDown() override {
        pool_.reset();
        AccountTest::TearDown();
    }
    LoginAnswer try_in(const std::string& email, const std::string& password,
                       const std::string& address = "192.0.2.7") {
        Call call = as({});
        call.address = address;
        auto answer = log_in(*pool_, call, {email, password, "Browser/1"});
        EXPECT_TRUE(answer.ok()) << answer.error().text();
        return std::move(*answer);
    }
    Actor actor_with(const std::string& token) {
        return authenticate_session(db(), token, policy_, clock_.now()).value()->actor;
    }
    std::unique_ptr<store::Pool> pool_;
    Uuid ann_;
    crypto::BoxKey key_{9};
};
using Kind = LoginAnswer::Kind;

TEST_P(Login, WelcomesWhoKnowsThePassword) {
    const auto answer = try_in(" ANN@example.org", "a long old secret");
    ASSERT_EQ(answer.kind, Kind::welcome);
    EXPECT_EQ(answer.user, ann_);
    EXPECT_EQ(actor_with(answer.session->token).user, ann_);
    const auto entries = list_audit(db(), kServer, 1);
    EXPECT_EQ(entries->front().action, "login.done");
    EXPECT_EQ(entries->front().actor, ann_);
}

TEST_P(Login, AnswersTheSameToEverythingThatIsWrong) {
    EXPECT_EQ(try_in("ann@example.org", "a wrong secret").kind, Kind::refused);
    EXPECT_EQ(try_in("nobody@example.org", "a long old secret").kind, Kind::refused);
    EXPECT_EQ(try_in("", "").kind, Kind::refused);
    make_user("bob");  // has no password
    EXPECT_EQ(try_in("bob@example.org", "").kind, Kind::refused);
    ASSERT_OK(lock_user(db(), as_system(), ann_));
    EXPECT_EQ(try_in("ann@example.org", "a long old secret").kind, Kind::refused);
    EXPECT_EQ(count("sessions"), 0);
    EXPECT_EQ(count("audit_entries WHERE action = 'login.refused'"), 3);  // those with a user behind them
}

TEST_P(Login, LetsStrangersInWhenTheirAddressIsProvedWhereThatIsThePolicy) {
    policy_.strangers_prove_their_address = true;
    EXPECT_EQ(try_in("ann@example.org", "a long old secret").kind, Kind::refused);
    make_workspace("Studio", ann_);
    EXPECT_EQ(try_in("ann@example.org", "a long old secret").kind, Kind::welcome) << "somebody let her in here";
    ASSERT_TRUE(db().execute("DELETE FROM memberships"));
    EXPECT_EQ(try_in("ann@example.org", "a long old secret").kind, Kind::refused);
    ASSERT_TRUE(db().execute("UPDATE users SET email_verified_at = 1"));
    EXPECT_EQ(try_in("ann@example.org", "a long old secret").kind, Kind::welcome);
}

TEST_P(Login, SlowsGuessingDownForTheAccountAndTheAddress) {
    for (int i = 0; i < 6; ++i) EXPECT_EQ(try_in("ann@example.org", "wrong", "").kind, Kind::refused) << i;
    const auto wait = try_in("ann@example.org", "a long old secret", "203.0.113.9");
    EXPECT_EQ(wait.kind, Kind::wait);  // whoever asks from wherever
    EXPECT_EQ(wait.wait.value(), 1.0);
    clock_.advance(Seconds{1.0});
    EXPECT_EQ(try_in("ann@example.org", "a long old secret").kind, Kind::welcome);
    EXPECT_EQ(try_in("ann@example.org", "wrong").kind, Kind::refused);  // success forgets
    // Many accounts from one address; the same for names that nobody has.
    for (int i = 0; i < 31; ++i)
        try_in("user" + std::to_string(i) + "@example.org", "wrong", "2001:db8::" + std::to_string(i));
    EXPECT_EQ(try_in("other@example.org", "wrong", "2001:db8::ffff").kind, Kind::wait);
    EXPECT_EQ(try_in("other@example.org", "wrong", "2001:db8:0:1::1").kind, Kind::refused);
}

TEST_P(Login, MakesHashesOfAnotherCostAnew) {
    const auto before = stored_password(db(), ann_).value();
    policy_.password_cost.passes = 2;
    EXPECT_EQ(try_in("ann@example.org", "a long old secret").kind, Kind::welcome);
    const auto after = stored_password(db(), ann_).value();
    EXPECT_NE(before, after);
    EXPECT_FALSE(crypto::needs_rehash(*after, policy_.password_cost));
    EXPECT_EQ(try_in("ann@example.org", "a long old secret").kind, Kind::welcome);
    EXPECT_EQ(stored_password(db(), ann_).value(), after);
}

TEST_P(Login, AsksForTheSecondFactorAndGivesANewTokenAfterIt) {
    const auto setup = start_totp(db(), as_user(ann_), key_, ann_).value();
    // The secret as an app has it: out of the sealed row.
    const Bytes secret = crypto::open_sealed(key_, "totp:" + to_text(ann_),
                                             db().query_one("SELECT sealed FROM totp_secrets").value()->bytes(0))
                             .value();
    ASSERT_EQ(to_base32(secret), setup.secret);
    ASSERT_OK(confirm_totp(db(), as_user(ann_), key_, ann_, totp_code(secret, totp_step(clock_.now()))));
    clock_.advance(Seconds{60.0});

    const auto first = try_in("ann@example.org", "a long old secret");
    ASSERT_EQ(first.kind, Kind::second_factor);
    const Actor pending = actor_with(first.session->token);
    EXPECT_TRUE(pending.second_factor_pending);
    EXPECT_EQ(confirm_password(*pool_, as(pending), "a long old secret")->kind, Kind::refused);
    EXPECT_EQ(confirm_second_factor(*pool_, as(pending), key_, "000000")->kind, Kind::refused);
    const auto done = confirm_second_factor(*pool_, as(pending), key_, totp_code(secret, totp_step(clock_.now())));
    ASSERT_OK(done);
    ASSERT_EQ(done->kind, Kind::welcome);
    EXPECT_FALSE(authenticate_session(db(), first.session->token, policy_, clock_.now()).value());
    EXPECT_FALSE(actor_with(done->session->token).second_factor_pending);
    // Nobody else's business, and nothing to confirm twice.
    EXPECT_EQ(confirm_second_factor(*pool_, as({}), key_, "000000")->kind, Kind::refused);
    EXPECT_EQ(confirm_second_factor(*pool_, as(actor_with(done->session->token)), key_, "000000")->kind, Kind::refused);

    // Guessing six digits is slowed down, too.
    const Actor again = actor_with(try_in("ann@example.org", "a long old secret").session->token);
    for (int i = 0; i < 6; ++i) EXPECT_TRUE(confirm_second_factor(*pool_, as(again), key_, "000000").ok());
    clock_.advance(Seconds{0.5});
    EXPECT_EQ(confirm_second_factor(*pool_, as(again), key_, "000000")->kind, Kind::wait);
}

TEST_P(Login, ThePasswordOnceMoreMakesTheSessionFresh) {
    const auto answer = try_in("ann@example.org", "a long old secret");
    clock_.advance(policy_.fresh);
    const Actor stale = actor_with(answer.session->token);
    EXPECT_LE(stale.fresh_until, clock_.now());
    EXPECT_EQ(confirm_password(*pool_, as(stale), "wrong")->kind, Kind::refused);
    const auto fresh = confirm_password(*pool_, as(stale), "a long old secret");
    ASSERT_EQ(fresh->kind, Kind::welcome);
    EXPECT_GT(actor_with(fresh->session->token).fresh_until, clock_.now());
    EXPECT_EQ(confirm_password(*pool_, as_system(), "a long old secret")->kind, Kind::refused);
}

STRATUM_ON_EVERY_ENGINE(Login);

}  // namespace
}  // namespace stratum::account
