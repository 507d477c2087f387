#include "command_line.hpp"

#include "app_commands.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace stratum::app {
namespace {

class CommandLine : public testing::Test {
  protected:
    ParsedLine parse(std::vector<const char*> words) {
        words.insert(words.begin(), "stratum");
        return parse_command_line(static_cast<int>(words.size()), words.data(), *commands_);
    }
    std::unique_ptr<std::vector<std::unique_ptr<Command>>> commands_ = all_commands();
};

TEST_F(CommandLine, FindsTheCommandAndTheCommonOptionsOnEitherSide) {
    const ParsedLine before = parse({"--library", "/l", "-q", "doctor"});
    ASSERT_NE(before.command, nullptr);
    EXPECT_EQ(before.command->info().name, "doctor");
    EXPECT_EQ(before.library, "/l");
    EXPECT_TRUE(before.quiet);
    const ParsedLine after = parse({"analyze", "x", "--library", "/l", "-vv"});
    ASSERT_NE(after.command, nullptr) << after.text;
    EXPECT_EQ(after.library, "/l");
    EXPECT_EQ(after.verbosity, 2);
}

TEST_F(CommandLine, VersionAndHelpGoToStdout) {
    EXPECT_EQ(parse({"--version"}).exit_code, 0);
    EXPECT_TRUE(parse({"--version"}).text.starts_with("stratum "));
    const ParsedLine help = parse({"analyze", "--help"});
    EXPECT_EQ(help.exit_code, 0);
    EXPECT_NE(help.text.find("Examples"), std::string::npos);
    EXPECT_EQ(parse({"--help"}).text.find("__hear"), std::string::npos);
}

TEST_F(CommandLine, UnknownCommandIsCorrected) {
    const ParsedLine line = parse({"--quiet", "analyse", "x"});
    EXPECT_EQ(line.command, nullptr);
    EXPECT_EQ(line.exit_code, 2);
    EXPECT_NE(line.text.find("did you mean: stratum analyze"), std::string::npos);
}

TEST_F(CommandLine, WrongOptionsAreOneLineAndExitCodeTwo) {
    for (const std::vector<const char*>& words : {std::vector<const char*>{"analyze", "--frobnicate", "x"},
                                                  {"analyze", "--jobs", "many", "x"},
                                                  {"show"},
                                                  {"__completions", "tcsh"}}) {
        const ParsedLine line = parse(words);
        EXPECT_EQ(line.command, nullptr);
        EXPECT_EQ(line.exit_code, 2) << line.text;
        EXPECT_EQ(std::ranges::count(line.text, '\n'), 1) << line.text;
    }
}

TEST_F(CommandLine, ExcludeMayStandSeveralTimesAndTakesOneEach) {
    const ParsedLine line = parse({"analyze", "--exclude", "*.wav", "path", "--exclude", "b"});
    EXPECT_NE(line.command, nullptr) << line.text;
}

}  // namespace
}  // namespace stratum::app
