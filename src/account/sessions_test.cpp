#include "stratum/account/sessions.hpp"

#include "test_account.hpp"

namespace stratum::account {
namespace {

class Sessions : public AccountTest {
  protected:
    void SetUp() override {
        AccountTest::SetUp();
        if (IsSkipped()) return;
        ann_ = make_user("ann");
    }
    NewSession start(SessionState state = SessionState::active) {
        return start_session(db(), as_system(), ann_, state, "Browser/1").value();
    }
    std::optional<Authenticated> find(std::string_view token) {
        return authenticate_session(db(), token, policy_, clock_.now()).value();
    }
    Uuid ann_;
};

TEST_P(Sessions, AreFoundByTheirTokenOnly) {
    const auto session = start();
    EXPECT_EQ(session.token.size(), 43U);
    const auto found = find(session.token);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->session.id, session.id);
    EXPECT_EQ(found->actor.kind, ActorKind::session);
    EXPECT_EQ(found->actor.user, ann_);
    EXPECT_FALSE(found->actor.second_factor_pending);
    std::string other = session.token;
    other[0] = other[0] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(find(other));
    EXPECT_FALSE(find(""));
    // The database holds nothing that opens a session.
    const auto row = db().query_one("SELECT token_hash FROM sessions").value();
    EXPECT_EQ(row->bytes(0).size(), 32U);
    EXPECT_EQ(count("sessions WHERE agent = 'Browser/1' AND address = '192.0.2.7'"), 1);
}

TEST_P(Sessions, EndWhenTheyAreNotUsed) {
    const auto session = start();
    clock_.advance(policy_.session_idle - Seconds{1.0});
    ASSERT_TRUE(find(session.token));
    ASSERT_OK(touch_session(db(), find(session.token)->session, "192.0.2.8", clock_.now()));
    clock_.advance(policy_.session_idle - Seconds{1.0});
    ASSERT_TRUE(find(session.token));
    EXPECT_EQ(find(session.token)->session.address, "192.0.2.8");
    clock_.advance(Seconds{2.0});
    EXPECT_FALSE(find(session.token));
    EXPECT_EQ(sweep_sessions(db(), policy_, clock_.now()).value(), 1);
}

TEST_P(Sessions, EndAtLastHoweverMuchTheyAreUsed) {
    const auto session = start();
    for (double day = 0; day < 59; day += 5) {
        clock_.advance(Seconds{5.0 * 86400 - 1});
        ASSERT_TRUE(find(session.token)) << day;
        ASSERT_OK(touch_session(db(), find(session.token)->session, "", clock_.now()));
    }
    clock_.advance(Seconds{3600.0});
    EXPECT_FALSE(find(session.token));
}

TEST_P(Sessions, AreWrittenAtMostOnceAMinute) {
    const auto session = start();
    clock_.advance(Seconds{59.0});
    ASSERT_OK(touch_session(db(), find(session.token)->session, "192.0.2.7", clock_.now()));
    EXPECT_EQ(find(session.token)->session.seen_at, find(session.token)->session.created_at);
    clock_.advance(Seconds{1.0});
    ASSERT_OK(touch_session(db(), find(session.token)->session, "192.0.2.7", clock_.now()));
    EXPECT_EQ(find(session.token)->session.seen_at, clock_.now());
}

TEST_P(Sessions, AreFreshForAWhile) {
    const auto session = start();
    clock_.advance(policy_.fresh);
    EXPECT_LE(find(session.token)->actor.fresh_until, clock_.now());
    const auto renewed = renew_session(db(), as_system(), session.id);
    ASSERT_OK(renewed);
    EXPECT_FALSE(find(session.token));  // an old token is worth nothing
    EXPECT_GT(find(renewed->token)->actor.fresh_until, clock_.now());
    EXPECT_CODE(ErrorCode::not_found, renew_session(db(), as_system(), ids_.next()));
}

TEST_P(Sessions, ThatWaitForTheSecondFactorAreShortAndCanDoNothing) {
    const auto session = start(SessionState::second_factor);
    ASSERT_TRUE(find(session.token));
    EXPECT_TRUE(find(session.token)->actor.second_factor_pending);
    EXPECT_LE(find(session.token)->actor.fresh_until, clock_.now());
    clock_.advance(policy_.ceremony);
    EXPECT_FALSE(find(session.token));
    const auto second = start(SessionState::second_factor);
    const auto renewed = renew_session(db(), as_system(), second.id).value();
    EXPECT_FALSE(find(renewed.token)->actor.second_factor_pending);
    EXPECT_EQ(find(renewed.token)->session.expires_at.milliseconds,
              clock_.now().milliseconds + static_cast<std::int64_t>(policy_.session_at_most.value() * 1000));
}

TEST_P(Sessions, AreListedAndEndedByTheirUserOnly) {
    const auto one = start();
    clock_.advance(Seconds{1.0});
    const auto two = start();
    const auto list = list_sessions(db(), ann_, policy_, clock_.now());
    ASSERT_OK(list);
    ASSERT_EQ(list->size(), 2U);
    EXPECT_EQ(list->front().id, two.id);
    const Uuid bob = make_user("bob");
    EXPECT_CODE(ErrorCode::not_found, end_session(db(), as_user(bob), bob, one.id));
    ASSERT_OK(end_session(db(), as_user(ann_), ann_, one.id));
    EXPECT_FALSE(find(one.token));
    ASSERT_TRUE(find(two.token));
    const auto three = start();
    ASSERT_OK(end_sessions(db(), ann_, two.id));
    EXPECT_TRUE(find(two.token));
    EXPECT_FALSE(find(three.token));
    ASSERT_OK(end_sessions(db(), ann_));
    EXPECT_FALSE(find(two.token));
}

TEST_P(Sessions, OfLockedUsersOpenNothing) {
    const auto session = start();
    ASSERT_TRUE(db().execute("UPDATE users SET locked_at = 1"));
    EXPECT_FALSE(find(session.token));
}

TEST(CsrfToken, BelongsToItsSession) {
    const std::string token(43, 'a');
    EXPECT_TRUE(is_csrf_token(token, csrf_token(token)));
    EXPECT_FALSE(is_csrf_token(token, csrf_token(std::string(43, 'b'))));
    EXPECT_FALSE(is_csrf_token(token, ""));
    EXPECT_FALSE(is_csrf_token(token, token));
}

STRATUM_ON_EVERY_ENGINE(Sessions);

}  // namespace
}  // namespace stratum::account
