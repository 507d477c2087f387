#include "rows.hpp"

#include <gtest/gtest.h>
#include <set>

namespace stratum::account {
namespace {

TEST(Tokens, Are256RandomBitsThatFitIntoLinks) {
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i) {
        const std::string token = random_token();
        EXPECT_EQ(token.size(), 43U);
        EXPECT_EQ(token.find_first_of("+/="), std::string::npos);
        EXPECT_TRUE(seen.insert(token).second);
    }
    EXPECT_EQ(hash_of_token("a"), hash_of_token("a"));
    EXPECT_NE(hash_of_token("a"), hash_of_token("b"));
}

TEST(CheckEmail, KnowsAnAddressFromOtherText) {
    for (const char* good : {"ann@example.org", "a.b+c@sub.example.org", "root@localhost", "ä@exämple.org"})
        EXPECT_TRUE(check_email(good)) << good;
    for (const char* bad :
         {"", "ann", "@example.org", "ann@", "ann@@example.org", "ann@exa mple.org", "ann@.org", "ann@example..org",
          "ann@example.org\r\nBcc: all@example.org", "<ann@example.org>", "a,b@c.d"})
        EXPECT_FALSE(check_email(bad)) << bad;
    EXPECT_FALSE(check_email(std::string(65, 'a') + "@example.org"));
    EXPECT_FALSE(check_email("a@" + std::string(260, 'b')));
    EXPECT_FALSE(check_email("\xff@example.org"));
}

TEST(CheckText, RefusesWhatIsNoName) {
    EXPECT_TRUE(check_text("Jörg 2", "the name"));
    for (const std::string& bad : {std::string{}, std::string{"  "}, std::string{"a\tb"}, std::string{"\xff"},
                                   std::string(201, 'a'), std::string{"a\0b", 3}})
        EXPECT_FALSE(check_text(bad, "the name"));
    EXPECT_EQ(check_text("", "the name").error().message, "the name is empty");
}

}  // namespace
}  // namespace stratum::account
