#include "stratum/account/mail.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stratum::account {
namespace {

TEST(ComposeMail, SaysTheSameInBothForms) {
    const Mail mail = compose_mail({.to = "ann@example.org",
                                    .subject = "A subject",
                                    .sentence = "a sentence.",
                                    .button = "Do it",
                                    .link = "https://stratum.example/x#token",
                                    .footer = "why"});
    for (const std::string& form : {mail.text, mail.html})
        for (const char* part : {"a sentence.", "Do it", "https://stratum.example/x#token", "why"})
            EXPECT_THAT(form, testing::HasSubstr(part));
    EXPECT_EQ(mail.to, "ann@example.org");
    EXPECT_EQ(mail.subject, "A subject");
}

TEST(ComposeMail, LetsNobodyAddHeadersOrMarkup) {
    const Mail mail = compose_mail({.to = "ann@example.org\r\nBcc: all@example.org",
                                    .subject = "Hi\nX-Evil: 1",
                                    .sentence = "<script>alert('1')</script> & \"more\"",
                                    .button = "",
                                    .link = "",
                                    .footer = "</div>"});
    EXPECT_EQ(mail.to.find_first_of("\r\n"), std::string::npos);
    EXPECT_EQ(mail.subject.find_first_of("\r\n"), std::string::npos);
    EXPECT_EQ(mail.html.find("<script"), std::string::npos);
    EXPECT_THAT(mail.html,
                testing::HasSubstr("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;more&quot;"));
    EXPECT_EQ(mail.html.find("href"), std::string::npos);  // no link, no button
}

}  // namespace
}  // namespace stratum::account
