#include "stratum/net/router.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace stratum::net {
namespace {

using Kind = Router::Match::Kind;

Router sample() {
    Router router;
    router.add(Method::get, "/api/v1/tracks", 0);
    router.add(Method::post, "/api/v1/tracks", 1);
    router.add(Method::get, "/api/v1/tracks/{track}", 2);
    router.add(Method::get, "/api/v1/tracks/review", 3);
    router.add(Method::get, "/api/v1/tracks/{track}/waveform/{level}/{tile}", 4);
    router.add(Method::get, "/{path*}", 5);
    router.add(Method::get, "/", 6);
    return router;
}

TEST(Router, FindsRoutesByMethodAndPath) {
    const Router router = sample();
    EXPECT_EQ(router.find(Method::get, "/api/v1/tracks").index, 0U);
    EXPECT_EQ(router.find(Method::post, "/api/v1/tracks").index, 1U);
    EXPECT_EQ(router.find(Method::head, "/api/v1/tracks").index, 0U);
    EXPECT_EQ(router.find(Method::get, "/").index, 6U);
}

TEST(Router, CapturesSegmentsDecoded) {
    const auto match = sample().find(Method::get, "/api/v1/tracks/a%20b/waveform/2/17");
    ASSERT_EQ(match.kind, Kind::found);
    EXPECT_EQ(match.index, 4U);
    const std::vector<std::pair<std::string, std::string>> expected{{"track", "a b"}, {"level", "2"}, {"tile", "17"}};
    EXPECT_EQ(match.captured, expected);
}

TEST(Router, PrefersPlainTextToBraces) {
    EXPECT_EQ(sample().find(Method::get, "/api/v1/tracks/review").index, 3U);
    EXPECT_EQ(sample().find(Method::get, "/api/v1/tracks/reviews").index, 2U);
}

TEST(Router, TellsAWrongMethodFromAWrongPath) {
    const auto wrong = sample().find(Method::delete_, "/api/v1/tracks");
    EXPECT_EQ(wrong.kind, Kind::no_method);
    EXPECT_NE(std::ranges::find(wrong.allowed, Method::post), wrong.allowed.end());
    // Although GET /{path*} would take it.
    Router sample_with_post = sample();
    sample_with_post.add(Method::post, "/api/v1/setup", 7);
    const auto only_post = sample_with_post.find(Method::get, "/api/v1/setup");
    EXPECT_EQ(only_post.kind, Kind::no_method);
    EXPECT_EQ(only_post.allowed, std::vector{Method::post});
    sample_with_post.add(Method::post, "/api/v1/tracks/bulk", 8);
    EXPECT_EQ(sample_with_post.find(Method::get, "/api/v1/tracks/bulk").allowed, std::vector{Method::post});
    EXPECT_FALSE(sample_with_post.find(Method::get, "/api/v1/setup").by_rest);
    EXPECT_TRUE(sample_with_post.find(Method::post, "/api/v1/setups").by_rest);
    Router small;
    small.add(Method::get, "/a", 0);
    EXPECT_EQ(small.find(Method::get, "/b").kind, Kind::no_path);
    EXPECT_EQ(small.find(Method::get, "a").kind, Kind::no_path);
    EXPECT_EQ(small.find(Method::get, "").kind, Kind::no_path);
}

TEST(Router, TakesTheRestWithItsSlashes) {
    const auto match = sample().find(Method::get, "/assets/app.js");
    EXPECT_EQ(match.index, 5U);
    EXPECT_EQ(match.captured.at(0).second, "assets/app.js");
}

TEST(Router, DoesNotMatchBrokenEscapes) {
    Router router;
    router.add(Method::get, "/x/{id}", 0);
    EXPECT_EQ(router.find(Method::get, "/x/%zz").kind, Kind::no_path);
    EXPECT_EQ(router.find(Method::get, "/x/%00").kind, Kind::no_path);
    EXPECT_EQ(router.find(Method::get, "/x/%ff").kind, Kind::no_path);
    EXPECT_EQ(router.find(Method::get, "/x/").kind, Kind::no_path);
}

}  // namespace
}  // namespace stratum::net
