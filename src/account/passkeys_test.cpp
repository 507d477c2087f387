#include "stratum/account/passkeys.hpp"

#include "stratum/account/audit.hpp"
#include "test_account.hpp"
#include "test_authenticator.hpp"

#include <gmock/gmock.h>

namespace stratum::account {
namespace {

class Passkeys : public AccountTest {
  protected:
    void SetUp() override {
        AccountTest::SetUp();
        if (IsSkipped()) return;
        ann_ = make_user("ann");
    }
    Result<Uuid> add(const TestAuthenticator& authenticator, const Uuid& user, std::string_view name = "Laptop") {
        const auto begun = start_passkey_creation(db(), as_user(user), user).value();
        return finish_passkey_creation(db(), as_user(user), kParty, user, name,
                                       authenticator.create({.challenge = begun.challenge}));
    }
    Result<Uuid> come_in(const TestAuthenticator& authenticator, std::uint32_t count = 0) {
        const auto challenge = start_passkey_login(db(), as({})).value();
        return finish_passkey_login(db(), as({}), kParty, authenticator.get({.challenge = challenge, .count = count}));
    }
    Uuid ann_;
    TestAuthenticator laptop_{signatures::Algorithm::es256};
};

TEST_P(Passkeys, LetTheirOwnerIn) {
    ASSERT_OK(add(laptop_, ann_));
    EXPECT_EQ(come_in(laptop_).value(), ann_);
    const auto list = list_passkeys(db(), ann_);
    ASSERT_OK(list);
    ASSERT_EQ(list->size(), 1U);
    EXPECT_EQ(list->front().name, "Laptop");
    EXPECT_EQ(list->front().used_at, clock_.now());
    const auto begun = start_passkey_creation(db(), as_user(ann_), ann_);
    EXPECT_THAT(begun->exclude, testing::ElementsAre(laptop_.id()));
    EXPECT_EQ(begun->user_name, "ann@example.org");
    EXPECT_EQ(uuid_from(begun->user_handle), ann_);
}

TEST_P(Passkeys, ChallengesAreGoodOnceForOnePurposeAndForAWhile) {
    const auto begun = start_passkey_creation(db(), as_user(ann_), ann_).value();
    const auto answer = laptop_.create({.challenge = begun.challenge});
    const Uuid bob = make_user("bob");
    EXPECT_CODE(ErrorCode::permission_denied, finish_passkey_creation(db(), as_user(bob), kParty, bob, "x", answer));
    EXPECT_CODE(ErrorCode::invalid_argument, finish_passkey_creation(db(), as_user(ann_), kParty, ann_, "", answer));
    ASSERT_OK(finish_passkey_creation(db(), as_user(ann_), kParty, ann_, "x", answer));
    EXPECT_CODE(ErrorCode::permission_denied, finish_passkey_creation(db(), as_user(ann_), kParty, ann_, "x", answer));

    const auto challenge = start_passkey_login(db(), as({})).value();
    const auto login = laptop_.get({.challenge = challenge});
    ASSERT_OK(finish_passkey_login(db(), as({}), kParty, login));
    EXPECT_CODE(ErrorCode::permission_denied, finish_passkey_login(db(), as({}), kParty, login));  // a replay
    // A challenge for making one is none for coming in.
    const auto other = start_passkey_creation(db(), as_user(ann_), ann_).value();
    EXPECT_CODE(ErrorCode::permission_denied,
                finish_passkey_login(db(), as({}), kParty, laptop_.get({.challenge = other.challenge})));
    const auto late = start_passkey_login(db(), as({})).value();
    clock_.advance(policy_.ceremony);
    EXPECT_CODE(ErrorCode::permission_denied,
                finish_passkey_login(db(), as({}), kParty, laptop_.get({.challenge = late})));
    ASSERT_OK(start_passkey_login(db(), as({})));
    EXPECT_EQ(count("passkey_challenges"), 1);  // old ones are swept away
}

TEST_P(Passkeys, UnknownAndDoubledOnesAreRefused) {
    EXPECT_CODE(ErrorCode::permission_denied, come_in(laptop_));
    ASSERT_OK(add(laptop_, ann_));
    EXPECT_CODE(ErrorCode::already_exists, add(laptop_, make_user("bob")));
    // Somebody else's key under a known name.
    EXPECT_CODE(ErrorCode::permission_denied, come_in(TestAuthenticator{signatures::Algorithm::es256}));
}

TEST_P(Passkeys, ACopyIsFoundByItsCounter) {
    ASSERT_OK(add(laptop_, ann_));
    ASSERT_OK(come_in(laptop_, 5));
    ASSERT_OK(come_in(laptop_, 9));
    EXPECT_CODE(ErrorCode::permission_denied, come_in(laptop_, 6));
}

TEST_P(Passkeys, AreRemovedByTheirOwnerOnly) {
    const Uuid id = add(laptop_, ann_).value();
    const Uuid bob = make_user("bob");
    EXPECT_CODE(ErrorCode::not_found, remove_passkey(db(), as_user(bob), bob, id));
    EXPECT_CODE(ErrorCode::invalid_argument, remove_passkey(db(), as_user(ann_), ann_, id));  // her only way in
    ASSERT_TRUE(db().execute("UPDATE users SET password = 'x' WHERE id = $1", {ann_.bytes}));
    ASSERT_OK(remove_passkey(db(), as_user(ann_), ann_, id));
    EXPECT_CODE(ErrorCode::permission_denied, come_in(laptop_));
    EXPECT_EQ(list_audit(db(), kServer, 1)->front().action, "passkey.removed");
    EXPECT_CODE(ErrorCode::not_found, start_passkey_creation(db(), as_user(ann_), ids_.next()));
}

STRATUM_ON_EVERY_ENGINE(Passkeys);

}  // namespace
}  // namespace stratum::account
