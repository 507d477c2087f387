#include "parameters.hpp"

#include <gtest/gtest.h>

namespace stratum::platform {
namespace {

std::optional<Problem> refused(const std::string& query, bool further = false) {
    const Route route{.path = "/api/v1/things", .query = paged({{"q", 0, 5}, {"sort"}}), .further_query = further};
    return refused_query(route, net::Query::parse(query).value());
}

TEST(Parameters, LetThroughWhatIsKnown) {
    for (const auto* query : {"", "q=", "q=words", "q=%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC", "sort=x&limit=50&cursor=c"})
        EXPECT_FALSE(refused(query)) << query;
    EXPECT_FALSE(refused("sort=" + std::string(10'000, 'x')));
    EXPECT_FALSE(refused("cursor=" + std::string(1024, 'x')));
}

TEST(Parameters, RefuseWhatNobodyKnowsAndSayWhatThereIs) {
    const auto problem = refused("bpm=1&q=a");
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->status, 400);
    EXPECT_EQ(problem->code, "invalid_argument");
    EXPECT_EQ(problem->detail, "the parameter bpm is no parameter of this operation");
    EXPECT_EQ(problem->hint, "there are: q, sort, limit, cursor");
    ASSERT_EQ(problem->errors.size(), 1U);
    EXPECT_EQ(problem->errors[0].pointer, "bpm");
    EXPECT_EQ(refused_query({}, net::Query::parse("x=1").value())->hint, "nothing may stand behind the ? here");
    EXPECT_FALSE(refused("bpm=1", true)) << "where others add what they like";
    EXPECT_TRUE(refused("cursor=", true));
}

TEST(Parameters, RefuseLengthsThatAreNotAllowed) {
    EXPECT_EQ(refused("cursor=")->detail, "the parameter cursor must not be empty");
    EXPECT_EQ(refused("q=six%C3%BC%C3%BC%C3%BC")->detail, "the parameter q must have at most 5 characters");
    EXPECT_TRUE(refused("cursor=" + std::string(1025, 'x')));
    const Route route{.path = "/api/v1/things", .query = {{"name", 3, 5}}};
    EXPECT_EQ(refused_query(route, net::Query::parse("name=%C3%BC%C3%BC").value())->detail,
              "the parameter name must have at least 3 characters");
}

TEST(Parameters, RefuseWhatIsGivenTwice) {
    const auto problem = refused("q=a&sort=x&q=b");
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->detail, "the parameter q must be given once only");
    EXPECT_TRUE(problem->hint.empty());
}

TEST(Parameters, TellAllThatIsWrongButNotEndlessly) {
    const auto problem = refused("cursor=&q=toolong&nope=1");
    ASSERT_TRUE(problem);
    ASSERT_EQ(problem->errors.size(), 3U);
    EXPECT_EQ(problem->errors[2].pointer, "nope");
    std::string many;
    for (int i = 0; i < 1000; ++i) many += "x" + std::to_string(i) + "=&";
    EXPECT_EQ(refused(many)->errors.size(), 10U);
    EXPECT_LE(refused(std::string(5000, 'n') + "=")->errors[0].pointer.size(), 100U);
}

}  // namespace
}  // namespace stratum::platform
