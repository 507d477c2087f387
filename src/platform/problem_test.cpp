#include "stratum/platform/problem.hpp"

#include "stratum/net/json.hpp"

#include <gtest/gtest.h>

namespace stratum::platform {
namespace {

TEST(ProblemOf, TellsWhatIsWrongAndWhatToDo) {
    const auto problem = problem_of(error(ErrorCode::not_found, "there is no such track", "look in the bin"), false);
    const auto response = to_response(problem, "018f");
    EXPECT_EQ(response.status, 404);
    EXPECT_EQ(response.headers.get("content-type"), "application/problem+json");
    const auto json = net::parse_json(std::get<std::string>(response.body));
    ASSERT_TRUE(json);
    EXPECT_EQ(json->text("code"), "not_found");
    EXPECT_EQ(json->text("detail"), "there is no such track");
    EXPECT_EQ(json->text("hint"), "look in the bin");
    EXPECT_EQ(json->text("instance"), "018f");
    EXPECT_EQ(json->find("status")->integer(), 404);
}

TEST(ProblemOf, KeepsWhatLiesBeneathToTheServer) {
    const auto problem = problem_of(error(ErrorCode::internal, "no such column: secret"), false);
    EXPECT_EQ(problem.status, 500);
    EXPECT_EQ(problem.detail.find("secret"), std::string::npos);
}

TEST(ProblemOf, DoesNotTellWhereOnTheServerThereIsNoRoom) {
    const auto problem = problem_of(error(ErrorCode::no_space, "no space left for /srv/music/library.db"), false);
    EXPECT_EQ(problem.status, 507);
    EXPECT_EQ(problem.detail.find("/srv"), std::string::npos);
}

TEST(ProblemOf, TellsWrongBodiesFromWrongAddresses) {
    const auto wrong = error(ErrorCode::invalid_argument, "bpm must be a number");
    EXPECT_EQ(problem_of(wrong, true).status, 422);
    EXPECT_EQ(problem_of(wrong, false).status, 400);
}

TEST(ProblemOf, AsksToComeAgainWhenBusy) {
    EXPECT_EQ(problem_of(error(ErrorCode::busy, "locked"), true).headers.get("Retry-After"), "1");
}

}  // namespace
}  // namespace stratum::platform
