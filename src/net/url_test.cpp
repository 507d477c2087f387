#include "stratum/net/url.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace stratum::net {
namespace {

TEST(Url, IsReadAsTheClientReadsIt) {
    const auto url = parse_url("https://Example.org:8443/a?b=c").value();
    EXPECT_EQ(url.host, "Example.org");
    EXPECT_EQ(url.scheme, "https");
    EXPECT_EQ(url.port, 8443);
    EXPECT_FALSE(url.has_login);
    EXPECT_EQ(parse_url("http://example.org").value().port, 80);
    EXPECT_EQ(parse_url("https://example.org").value().port, 443);
    EXPECT_EQ(parse_url("http://[::1]:81/").value().host, "[::1]");
    EXPECT_TRUE(parse_url("https://ann:secret@example.org/").value().has_login);
    const auto twice = parse_url("https://ann@127.0.0.1@example.org/");
    EXPECT_TRUE(!twice || twice->host == "example.org");  // as the library at hand has it; never the first one
}

TEST(Url, ShowsAnAddressHoweverItIsWritten) {
    for (const char* hidden : {"http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/", "http://127.1/",
                               "http://0x7f000001/", "http://017700000001/"}) {
        const auto url = parse_url(hidden);
        ASSERT_TRUE(url) << hidden;
        EXPECT_EQ(url->host, "127.0.0.1") << hidden;
        EXPECT_EQ(url->text, "http://127.0.0.1/") << hidden;
    }
}

TEST(Url, OfAnotherKindIsRefused) {
    for (const char* bad : {"", "example", "ftp://example.org", "file:///etc/passwd", "gopher://x", "http://",
                            "http://exa mple.org", "http://example.org:99999/", "//example.org"})
        EXPECT_EQ(parse_url(bad).error().code, ErrorCode::invalid_argument) << bad;
    EXPECT_FALSE(parse_url(std::string{"http://example.org/\0x", 21}));
    for (const char* bare : {"x", "example.org/in", "example.org:80", "ftp://example.org", "mailto:ann@example.org"}) {
        const auto failure = parse_url(bare).error();
        EXPECT_NE(failure.message.find("http"), std::string::npos) << bare << ": " << failure.message;
        EXPECT_NE(failure.hint.find("https://example.org/path"), std::string::npos) << bare;
    }
}

TEST(Url, LeadsOnFromHere) {
    const std::string base = "https://example.org/a/b?c=d";
    EXPECT_EQ(resolve_reference(base, "../x").value().text, "https://example.org/x");
    EXPECT_EQ(resolve_reference(base, "//other.org/y").value().host, "other.org");
    EXPECT_EQ(resolve_reference(base, "http://127.0.0.1/").value().host, "127.0.0.1");
    EXPECT_FALSE(resolve_reference(base, "file:///etc/passwd"));
}

TEST(LookUp, KnowsThisComputer) {
    const auto found = look_up("localhost");
    ASSERT_TRUE(found) << found.error().text();
    EXPECT_TRUE(std::ranges::any_of(*found, [](const auto& one) { return one == "127.0.0.1" || one == "::1"; }));
    EXPECT_EQ(look_up("name.invalid").error().code, ErrorCode::not_found);  // RFC 6761
}

}  // namespace
}  // namespace stratum::net
