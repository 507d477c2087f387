#include "stratum/base/log.hpp"

#include <gtest/gtest.h>

namespace stratum {
namespace {

TEST(Logger, WritesTextThatCanBeTakenApart) {
    EXPECT_EQ(
        log_line(LogFormat::text, "T", LogLevel::warning, "slow disk", {{"ms", "12"}, {"path", "/a b"}, {"x", ""}}),
        R"(T warning: slow disk ms=12 path="/a b" x="")");
}

TEST(Logger, KeepsALineALine) {
    EXPECT_EQ(log_line(LogFormat::text, "T", LogLevel::info, "a\nb", {{"k", "c\nd"}}), "T info: a?b k=c?d");
}

TEST(Logger, WritesJson) {
    EXPECT_EQ(log_line(LogFormat::json, "T", LogLevel::error, "a \"b\"", {{"k", "v"}}),
              R"({"time":"T","level":"error","message":"a \"b\"","k":"v"})");
}

class Collector final : public LogSink {
  public:
    bool takes(LogLevel level) const override { return level >= LogLevel::warning; }
    void write(LogLevel level, std::string_view message, LogFields fields) const override {
        lines += log_line(LogFormat::text, "T", level, message, fields) + "\n";
    }
    mutable std::string lines;
};

TEST(Logger, GivesTheSinkWhatItTakesAndSaysNothingWithoutOne) {
    EXPECT_FALSE(Logger{}.logs(LogLevel::error));
    Logger{}.error("nobody hears this");
    const auto sink = std::make_shared<Collector>();
    const Logger logger{sink};
    logger.info("too quiet");
    logger.error("heard", {{"k", "v"}});
    EXPECT_EQ(sink->lines, "T error: heard k=v\n");
}

TEST(LogLevel, NamesGoThereAndBack) {
    LogLevel level{};
    EXPECT_TRUE(from_name("warning", level));
    EXPECT_EQ(name_of(level), "warning");
    EXPECT_FALSE(from_name("loud", level));
}

}  // namespace
}  // namespace stratum
