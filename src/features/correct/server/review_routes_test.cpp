#include "server/test_corrections.hpp"

#include <gmock/gmock.h>

namespace stratum::correct {
namespace {

using testing::ElementsAre;

class ReviewRoutes : public CorrectionServer {
  protected:
    std::vector<std::string> titles(const std::string& target) {
        const auto reply = get(target);
        EXPECT_EQ(reply.status, 200) << reply.body;
        std::vector<std::string> titles;
        const auto json = reply.json();
        for (const auto& item : *json.find("items")->array()) titles.push_back(item.find("track")->text("title"));
        return titles;
    }
};

TEST_P(ReviewRoutes, TheMostDoubtfulComeFirstAndLeaveWhenSomebodySpoke) {
    add("Sure", heard_as(100.0, 0.95, 0.95));
    const auto tempo = add("Tempo", heard_as(100.0, 0.3, 0.9));
    add("Key", heard_as(100.0, 0.9, 0.1));
    EXPECT_THAT(titles("/api/v1/review"), ElementsAre("Key", "Tempo"));
    EXPECT_THAT(titles("/api/v1/review?field=tempo"), ElementsAre("Tempo"));
    EXPECT_THAT(titles("/api/v1/review?q=title:key"), ElementsAre("Key"));
    EXPECT_THAT(titles("/api/v1/review?least_doubt=0.8"), ElementsAre("Key"));
    const auto page = get("/api/v1/review?limit=1&count=true").json();
    EXPECT_EQ(page.find("total")->integer(), 2);
    EXPECT_THAT(titles("/api/v1/review?limit=1&cursor=" + net::encode_percent(page.text("next_cursor"))),
                ElementsAre("Tempo"));
    ASSERT_EQ(post("/api/v1/tracks/" + tempo + "/corrections", R"({"operations":[{"kind":"confirm"}]})").status, 201);
    EXPECT_THAT(titles("/api/v1/review"), ElementsAre("Key"));
}

TEST_P(ReviewRoutes, SayWhatElseItMayBeAndHowToTakeIt) {
    const auto id = add("Tempo", heard_as(87.0, 0.3, 0.4));
    const auto json = get("/api/v1/review").json();
    const auto& doubts = *json.find("items")->array()->front().find("doubts")->array();
    ASSERT_EQ(doubts.size(), 2U);
    EXPECT_EQ(doubts[0].text("field"), "tempo");
    EXPECT_EQ(doubts[0].text("shown"), "87.00 BPM");
    EXPECT_EQ(doubts[0].text("alternative"), "174.00 BPM (double)");
    EXPECT_EQ(doubts[0].find("operation")->text("kind"), "double");
    EXPECT_EQ(doubts[1].find("operation")->find("key")->text("name"), "C major");
    // What is offered can be sent as it is.
    const auto taken = post("/api/v1/tracks/" + id + "/corrections",
                            R"({"operations":[{"kind":"key","key":{"tonic":0,"mode":"major","name":"C major",)"
                            R"("camelot":"8B","open_key":"1d"}}]})");
    EXPECT_EQ(taken.status, 201) << taken.body;
}

TEST_P(ReviewRoutes, RefuseWrongQuestions) {
    EXPECT_EQ(get("/api/v1/review?field=metre").status, 400);
    EXPECT_EQ(get("/api/v1/review?least_doubt=2").status, 400);
    EXPECT_EQ(get("/api/v1/review?limit=201").status, 400);
    EXPECT_EQ(get("/api/v1/review?cursor=x").status, 400);
    EXPECT_EQ(get("/api/v1/review?count=perhaps").status, 400);
    EXPECT_EQ(get("/api/v1/review?q=bpm:fast").status, 400);
}

TEST_P(ReviewRoutes, ShowNothingOfOtherWorkspaces) {
    add("Foreign", heard_as(100.0, 0.3, 0.9), other_workspace());
    EXPECT_THAT(titles("/api/v1/review"), ElementsAre());
}

STRATUM_ON_EVERY_ENGINE(ReviewRoutes);

}  // namespace
}  // namespace stratum::correct
