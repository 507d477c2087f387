#include "progress.hpp"

#include <gtest/gtest.h>
#include <sstream>

namespace stratum::analyze {
namespace {

class ProgressTest : public testing::Test {
  protected:
    ManualClock clock_{{1'700'000'000'000}};
    std::ostringstream out_;
};

TEST_F(ProgressTest, TellsShareSpeedAndWhatIsLeft) {
    const Terminal terminal{out_, true, false, 80};
    Progress progress{terminal, false, clock_};
    progress.start(10);
    progress.heard(Seconds{30.0});
    progress.heard(Seconds{70.0});
    clock_.advance(Seconds{20.0});
    progress.tick();
    // Two files took 20 s, so the other eight take 80; 100 s of audio in 20 s are five times as fast as it plays.
    EXPECT_EQ(out_.str(), "\r\x1b[K2 of 10  20 %  0.1 files/s  5x  1:20 left");
}

TEST_F(ProgressTest, PromisesNothingBeforeTheFirstFile) {
    const Terminal terminal{out_, true, false, 80};
    Progress progress{terminal, false, clock_};
    progress.start(10);
    clock_.advance(Seconds{20.0});
    progress.tick();
    EXPECT_EQ(out_.str(), "\r\x1b[K0 of 10");
}

TEST_F(ProgressTest, WritesAPlainLineEveryTenSecondsWhereNobodyLooks) {
    const Terminal terminal{out_, false, false, 80};
    Progress progress{terminal, false, clock_};
    progress.start(4);
    progress.heard(Seconds{10.0});
    clock_.advance(Seconds{9.0});
    progress.tick();
    EXPECT_EQ(out_.str(), "");
    clock_.advance(Seconds{1.0});
    progress.tick();
    progress.tick();
    EXPECT_EQ(out_.str(), "stratum: 1 of 4  25 %  0.1 files/s  1x  0:30 left\n");
}

TEST_F(ProgressTest, LinesForPeopleTakeThePlaceOfTheDrawnOne) {
    const Terminal terminal{out_, true, false, 80};
    Progress progress{terminal, false, clock_};
    progress.start(2);
    progress.tick();
    out_.str("");
    progress.say("a.mp3: broken");
    progress.say("b.mp3: broken");
    EXPECT_EQ(out_.str(), "\r\x1b[Ka.mp3: broken\nb.mp3: broken\n");
}

TEST_F(ProgressTest, QuietKeepsOnlyWhatMustBeSeen) {
    const Terminal terminal{out_, true, false, 80};
    Progress progress{terminal, true, clock_};
    progress.scanning(3);
    progress.start(2);
    progress.heard(Seconds{1.0});
    clock_.advance(Seconds{60.0});
    progress.tick();
    EXPECT_EQ(out_.str(), "");
    progress.say("a.mp3: broken");
    EXPECT_EQ(out_.str(), "a.mp3: broken\n");
}

}  // namespace
}  // namespace stratum::analyze
