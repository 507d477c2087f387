#include "stratum/account/sign_up.hpp"

#include "stratum/account/audit.hpp"
#include "stratum/account/passwords.hpp"
#include "test_account.hpp"

#include <gmock/gmock.h>

namespace stratum::account {
namespace {

class SigningUp : public AccountTest {
  protected:
    static std::string token_in(const Mail& mail) { return mail.text.substr(mail.text.find('#') + 1, 43); }
    Result<SignUp> sign(const std::string& email) {
        return sign_up(db(), as({}), {.email = email, .name = "Ann", .email_verified = true});
    }
};

TEST_P(SigningUp, MakesAnAccountWhoseAddressIsToBeProved) {
    const auto made = sign("ann@example.org");
    ASSERT_OK(made);
    ASSERT_TRUE(made->user && made->mail);
    EXPECT_FALSE(find_user(db(), *made->user).value()->email_verified_at);  // whatever the stranger says
    EXPECT_EQ(finish_email_verification(db(), as({}), token_in(*made->mail)).value(), *made->user);
    EXPECT_CODE(ErrorCode::invalid_argument, sign("ann"));
}

TEST_P(SigningUp, TellsByMailOnlyThatAnAddressIsKnown) {
    make_user("ann");
    const auto again = sign("ANN@example.org");
    ASSERT_OK(again);
    EXPECT_FALSE(again->user);
    ASSERT_TRUE(again->mail);
    EXPECT_EQ(again->mail->to, "ann@example.org");
    EXPECT_THAT(again->mail->text, testing::HasSubstr("has one already"));
    EXPECT_EQ(count("users"), 1);
    for (int i = 0; i < 2; ++i) EXPECT_TRUE(sign("ann@example.org")->mail) << i;
    EXPECT_FALSE(sign("ann@example.org")->mail);  // nobody's mailbox is filled by strangers
}

STRATUM_ON_EVERY_ENGINE(SigningUp);

}  // namespace
}  // namespace stratum::account
