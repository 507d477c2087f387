#include "stratum/account/passwords.hpp"

#include "stratum/account/sessions.hpp"
#include "test_account.hpp"

#include <gmock/gmock.h>

namespace stratum::account {
namespace {

TEST(PasswordRules, RefuseWhatIsGuessedFirst) {
    for (const std::string& bad :
         {std::string{"short"}, std::string{"elevenchars"}, std::string(1025, 'x'), std::string{"password1234"},
          std::string{"PASSWORD!!!!!"}, std::string{"1234567890123"}, std::string{"aaaaaaaaaaaa"},
          std::string{"abcabcabcabc"}, std::string{"qwertyuiop12"}, std::string{"footballfootball"},
          std::string{"ann@example.org"}, std::string{"!!annabelle2024"}, std::string{"Stratum2024!"},
          std::string{"letmeinletmein"}, std::string{"iloveyou!!!!1"}})
        EXPECT_FALSE(check_password_rules(bad, bad == "!!annabelle2024" ? "annabelle@x.org" : "ann@example.org"))
            << bad;
    for (const char* good :
         {"four random words", "xK2)9fpQ!m3z", "äöüßäöüß", "4711 0815 60 x 78", "annabel likes cats"})
        EXPECT_TRUE(check_password_rules(good, "ann@example.org")) << good;
    EXPECT_TRUE(check_password_rules(std::string(1020, 'x') + "y z!", "ann@example.org"));
}

class Passwords : public AccountTest {
  protected:
    void SetUp() override {
        AccountTest::SetUp();
        if (IsSkipped()) return;
        const auto password = prepare_password("an old long secret", "ann@example.org", policy_);
        ann_ = create_user(db(), as_system(), {.email = "ann@example.org", .password = *password}).value();
    }
    bool is(std::string_view password) {
        return is_password(stored_password(db(), ann_).value(), password, policy_).value();
    }
    NewPassword fresh() { return prepare_password("a new long secret", "ann@example.org", policy_).value(); }
    std::string token_in(const Mail& mail) {
        const auto at = mail.text.find('#');
        return mail.text.substr(at + 1, 43);
    }
    Uuid ann_;
};

TEST_P(Passwords, AreStoredAsHashes) {
    EXPECT_TRUE(is("an old long secret"));
    EXPECT_FALSE(is("an old long secre"));
    EXPECT_FALSE(is(std::string(5000, 'x')));
    EXPECT_TRUE(stored_password(db(), ann_).value()->starts_with("$argon2id$"));
    EXPECT_FALSE(stored_password(db(), make_user("bob")).value());
    EXPECT_FALSE(stored_password(db(), std::nullopt).value());
    EXPECT_FALSE(is_password(std::nullopt, "nobody's password", policy_).value());
}

TEST_P(Passwords, ANewOneEndsOtherSessions) {
    const auto here = start_session(db(), as_system(), ann_, SessionState::active, "").value();
    const auto there = start_session(db(), as_system(), ann_, SessionState::active, "").value();
    ASSERT_OK(set_password(db(), as_user(ann_), ann_, fresh(), here.id));
    EXPECT_TRUE(is("a new long secret"));
    EXPECT_FALSE(is("an old long secret"));
    EXPECT_TRUE(authenticate_session(db(), here.token, policy_, clock_.now()).value());
    EXPECT_FALSE(authenticate_session(db(), there.token, policy_, clock_.now()).value());
    EXPECT_CODE(ErrorCode::not_found, set_password(db(), as_system(), ids_.next(), fresh()));
}

// With an address of somebody else's, by whoever came first.
TEST_P(Passwords, AResetThatProvesTheAddressShutsTheOtherWaysInOnce) {
    const Uuid studio = make_workspace("Studio", ann_);
    const auto plant = [&] {
        EXPECT_TRUE(db().execute("INSERT INTO passkeys VALUES ($1, $2, $1, $1, 0, 0, 'phone', 1, NULL)",
                                 {ids_.next().bytes, ann_.bytes}));
        EXPECT_TRUE(db().execute("INSERT INTO oidc_identities VALUES ('https://id.example', $1, $2, 'a', 1, 1)",
                                 {to_text(ids_.next()), ann_.bytes}));
        EXPECT_TRUE(db().execute("INSERT INTO api_keys VALUES ($1, $2, $3, $2, 'key', $4, 1, NULL, NULL, NULL)",
                                 {studio.bytes, ids_.next().bytes, to_text(ids_.next()), ann_.bytes}));
    };
    const auto reset = [&] {
        clock_.advance(Seconds{86400.0});
        const auto mail = start_password_reset(db(), as({}), "ann@example.org").value();
        ASSERT_OK(finish_password_reset(db(), as({}), token_in(*mail), fresh()));
    };
    plant();
    reset();
    EXPECT_EQ(count("passkeys"), 0);
    EXPECT_EQ(count("oidc_identities"), 0);
    EXPECT_EQ(count("api_keys WHERE revoked_at IS NULL"), 0);
    plant();
    reset();  // whose address it is was known this time
    EXPECT_EQ(count("passkeys"), 1);
    EXPECT_EQ(count("oidc_identities"), 1);
    EXPECT_EQ(count("api_keys WHERE revoked_at IS NULL"), 1);
}

TEST_P(Passwords, AForgottenOneIsReplacedByALinkThatWorksOnce) {
    const auto mail = start_password_reset(db(), as({}), "Ann@example.org");
    ASSERT_OK(mail);
    ASSERT_TRUE(*mail);
    EXPECT_EQ((*mail)->to, "ann@example.org");
    EXPECT_THAT((*mail)->text, testing::HasSubstr("https://stratum.example/reset#"));
    const std::string token = token_in(**mail);
    EXPECT_EQ(count("mail_tokens"), 1);
    EXPECT_EQ(email_of_reset(db(), as({}), token).value(), "ann@example.org");
    const auto session = start_session(db(), as_system(), ann_, SessionState::active, "").value();
    EXPECT_EQ(finish_password_reset(db(), as({}), token, fresh()).value(), ann_);
    EXPECT_TRUE(is("a new long secret"));
    EXPECT_FALSE(authenticate_session(db(), session.token, policy_, clock_.now()).value());
    EXPECT_TRUE(find_user(db(), ann_).value()->email_verified_at);  // who read the mail has the address
    EXPECT_CODE(ErrorCode::not_found, finish_password_reset(db(), as({}), token, fresh()));
}

TEST_P(Passwords, LinksEndWithTimeWithAnotherAndWithTheAddress) {
    const auto ask = [&] { return token_in(**start_password_reset(db(), as({}), "ann@example.org")); };
    const auto works = [&](const std::string& token) { return email_of_reset(db(), as({}), token).ok(); };
    const std::string first = ask();
    const std::string second = ask();
    EXPECT_FALSE(works(first));
    EXPECT_TRUE(works(second));
    clock_.advance(policy_.reset_link);
    EXPECT_FALSE(works(second));
    clock_.advance(Seconds{86401.0});  // or the address had enough mail
    const std::string third = ask();
    ASSERT_TRUE(db().execute("UPDATE users SET email_folded = 'other@example.org'"));
    EXPECT_FALSE(works(third));
    EXPECT_CODE(ErrorCode::not_found, finish_password_reset(db(), as({}), "nonsense", fresh()));
}

TEST_P(Passwords, StrangersLearnNothingFromAskingForALink) {
    EXPECT_FALSE(start_password_reset(db(), as({}), "nobody@example.org").value());
    ASSERT_OK(lock_user(db(), as_system(), ann_));
    EXPECT_FALSE(start_password_reset(db(), as({}), "ann@example.org").value());
    EXPECT_EQ(count("mail_tokens"), 0);
}

TEST_P(Passwords, NobodysMailboxIsFilledByStrangers) {
    const auto ask = [&] { return start_password_reset(db(), as({}), "ann@example.org").value().has_value(); };
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(ask()) << i;
    EXPECT_FALSE(ask());
    clock_.advance(Seconds{60.0});
    EXPECT_TRUE(ask());
    clock_.advance(Seconds{60.0});
    EXPECT_FALSE(ask());  // twice as long by now
}

TEST_P(Passwords, AddressesAreProvedByALink) {
    const auto mail = start_email_verification(db(), as_user(ann_), ann_);
    ASSERT_OK(mail);
    const std::string token = token_in(*mail);
    // A link for one thing does not do another.
    EXPECT_CODE(ErrorCode::not_found, finish_password_reset(db(), as({}), token, fresh()));
    EXPECT_EQ(finish_email_verification(db(), as({}), token).value(), ann_);
    EXPECT_TRUE(find_user(db(), ann_).value()->email_verified_at);
    EXPECT_CODE(ErrorCode::not_found, finish_email_verification(db(), as({}), token));
    EXPECT_CODE(ErrorCode::already_exists, start_email_verification(db(), as_user(ann_), ann_));
    EXPECT_CODE(ErrorCode::not_found, start_email_verification(db(), as_user(ann_), ids_.next()));
}

STRATUM_ON_EVERY_ENGINE(Passwords);

}  // namespace
}  // namespace stratum::account
