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

TEST_P(SigningUp, AnAddressIsChangedByALinkToTheNewOne) {
    const Uuid ann = make_user("ann");
    const auto mail = start_email_change(db(), as_user(ann), ann, "New.Ann@Example.net");
    ASSERT_OK(mail);
    EXPECT_EQ((*mail)->to, "New.Ann@Example.net");
    EXPECT_EQ(find_user(db(), ann).value()->email, "ann@example.org");
    // The link does this and nothing else.
    EXPECT_CODE(ErrorCode::not_found, finish_email_verification(db(), as({}), token_in(**mail)));
    const auto changed = finish_email_change(db(), as({}), token_in(**mail));
    ASSERT_OK(changed);
    EXPECT_EQ(changed->notice.to, "ann@example.org");
    EXPECT_EQ(find_user(db(), ann).value()->email, "New.Ann@Example.net");
    EXPECT_TRUE(find_user_by_email(db(), "new.ann@example.net").value());
    EXPECT_CODE(ErrorCode::not_found, finish_email_change(db(), as({}), token_in(**mail)));
    EXPECT_EQ(list_audit(db(), kServer, 1)->front().action, "user.email_changed");
    EXPECT_CODE(ErrorCode::invalid_argument, start_email_change(db(), as_user(ann), ann, "New.Ann@Example.net"));
    EXPECT_CODE(ErrorCode::invalid_argument, start_email_change(db(), as_user(ann), ann, "nonsense"));
    EXPECT_CODE(ErrorCode::not_found, start_email_change(db(), as_user(ann), ids_.next(), "x@example.org"));
}

TEST_P(SigningUp, AnAddressOfSomebodyElseIsNotTaken) {
    const Uuid ann = make_user("ann");
    make_user("bob");
    const auto mail = start_email_change(db(), as_user(ann), ann, "bob@example.org");
    ASSERT_OK(mail);
    EXPECT_EQ((*mail)->text.find('#'), std::string::npos);  // bob is told, and there is no link
    const auto later = start_email_change(db(), as_user(ann), ann, "joe@example.org").value();
    make_user("joe");
    EXPECT_CODE(ErrorCode::already_exists, finish_email_change(db(), as({}), token_in(*later)));
    EXPECT_EQ(find_user(db(), ann).value()->email, "ann@example.org");
}

STRATUM_ON_EVERY_ENGINE(SigningUp);

}  // namespace
}  // namespace stratum::account
