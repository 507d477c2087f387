#include "message.hpp"

#include <gtest/gtest.h>

namespace stratum::net {
namespace {

constexpr std::string_view kDate = "Sun, 06 Nov 1994 08:49:37 GMT";

TEST(HeadOf, WritesStatusFieldsAndLength) {
    const Response response{.status = 201, .headers = {{"Location", "/x"}}};
    const Head head = head_of(response, 5, true, kDate);
    EXPECT_EQ(head.text,
              "HTTP/1.1 201 Created\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nLocation: /x\r\n"
              "Content-Length: 5\r\n\r\n");
    EXPECT_EQ(head.framing, Framing::length);
}

TEST(HeadOf, LetsNoValueAddAField) {
    const Response response{.headers = {{"X-Name", "a\r\nSet-Cookie: b=c"}}};
    EXPECT_EQ(head_of(response, 0, true, kDate).text.find("\r\nSet-Cookie"), std::string::npos);
}

TEST(HeadOf, FramesBodiesOfUnknownLengthInChunks) {
    const Head head = head_of({}, {}, false, kDate);
    EXPECT_EQ(head.framing, Framing::chunked);
    EXPECT_NE(head.text.find("Transfer-Encoding: chunked\r\n"), std::string::npos);
    EXPECT_NE(head.text.find("Connection: close\r\n"), std::string::npos);
}

TEST(HeadOf, GivesNoLengthWhereNoBodyMayBe) {
    for (const int status : {204, 304}) {
        const Head head = head_of({.status = status}, 0, true, kDate);
        EXPECT_EQ(head.framing, Framing::none);
        EXPECT_EQ(head.text.find("Content-Length"), std::string::npos);
    }
}

/// Whether `check_head` takes a request to "/a" with these fields.
bool said_of(Headers headers, unsigned version = 11) {
    Request request{.target = "/a", .headers = std::move(headers)};
    return check_head(request, version, {.address = "192.0.2.1"}, {}).ok();
}

TEST(CheckHead, WantsOneHost) {
    EXPECT_TRUE(said_of({{"Host", "a"}}));
    EXPECT_FALSE(said_of({}));
    EXPECT_TRUE(said_of({}, 10));
    EXPECT_FALSE(said_of({{"Host", "a"}, {"hOST", "a"}}));
    EXPECT_FALSE(said_of({{"Host", "a"}, {"Host", "b"}}, 10));
    EXPECT_FALSE(said_of({{"Host", "a"}}, 9));
}

TEST(CheckHead, TakesNoCodingThatLeavesTheEndOpen) {
    EXPECT_TRUE(said_of({{"Host", "a"}, {"Transfer-Encoding", "Chunked"}}));
    EXPECT_FALSE(said_of({{"Host", "a"}, {"Transfer-Encoding", "chunked"}}, 10));
    EXPECT_FALSE(said_of({{"Host", "a"}, {"Transfer-Encoding", "gzip, chunked"}}));
    EXPECT_FALSE(said_of({{"Host", "a"}, {"Transfer-Encoding", "chunked"}, {"transfer-encoding", "chunked"}}));
}

TEST(CheckHead, ReadsPathQueryAndClient) {
    Request request{.target = "/a%20b?c=d+e",
                    .headers = {{"Host", "a"}, {"X-Forwarded-For", "192.0.2.9"}, {"X-Forwarded-Proto", "https"}}};
    EXPECT_TRUE(check_head(request, 11, {.address = "127.0.0.1"}, {"127.0.0.1"}));
    EXPECT_EQ(request.path, "/a%20b");
    ASSERT_NE(request.query.find("c"), nullptr);
    EXPECT_EQ(*request.query.find("c"), "d e");
    EXPECT_EQ(request.remote, "192.0.2.9");
    EXPECT_TRUE(request.secure);
    EXPECT_TRUE(check_head(request, 11, {.address = "127.0.0.1"}, {}));
    EXPECT_EQ(request.remote, "127.0.0.1");
    EXPECT_FALSE(request.secure);
    request.target = "http://elsewhere/a";
    EXPECT_FALSE(check_head(request, 11, {}, {}));
    request.target = "/a?%zz";
    EXPECT_FALSE(check_head(request, 11, {}, {}));
    for (const char* target : {"/a?x=1&q=%00", "/a?q=%ff", "/a?q=%2"}) {
        request.target = target;
        const auto refused = check_head(request, 11, {}, {});
        ASSERT_FALSE(refused) << target;
        EXPECT_NE(refused.error().message.find("parameter q "), std::string::npos) << target;
        EXPECT_FALSE(refused.error().hint.empty());
    }
}

TEST(ChunkHead, IsHexadecimal) { EXPECT_EQ(chunk_head(4096), "1000\r\n"); }

TEST(ClientOf, BelievesOnlyTrustedProxies) {
    const Headers forged{{"X-Forwarded-For", "8.8.8.8"}};
    EXPECT_EQ(client_of("10.0.0.9", forged, {}), "10.0.0.9");
    EXPECT_EQ(client_of("10.0.0.9", forged, {"10.0.0.9"}), "8.8.8.8");
    // The client itself may have sent the first part; only what our proxies added counts.
    const Headers chain{{"X-Forwarded-For", "1.1.1.1, 8.8.8.8, 10.0.0.8"}};
    EXPECT_EQ(client_of("10.0.0.9", chain, {"10.0.0.9", "10.0.0.8"}), "8.8.8.8");
    EXPECT_EQ(client_of("10.0.0.9", {}, {"10.0.0.9"}), "10.0.0.9");
}

}  // namespace
}  // namespace stratum::net
