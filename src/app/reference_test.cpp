#include "reference.hpp"

#include <gtest/gtest.h>

namespace stratum::app {
namespace {

class Sing final : public Command {
  public:
    Info info() const override {
        return {.name = "sing", .summary = "sing it", .details = "Sings.\n\nExamples:\n  stratum sing -k 'C' it\n"};
    }
    void declare(OptionSink& options) override {
        options.text({"-k,--key", "KEY", "key: [to] sing in", {"C", "D"}}, key_);
        options.flag({"--loud", "", "don't whisper"}, loud_);
        options.positionals({"SONG", "SONG", "songs"}, songs_, Presence::required);
    }
    Result<int> run(CommandContext&) override { return 0; }

  private:
    std::optional<std::string> key_;
    bool loud_ = false;
    std::vector<std::string> songs_;
};

class Hidden final : public Command {
  public:
    Info info() const override { return {.name = "__hidden", .summary = "", .details = "", .hidden = true}; }
    void declare(OptionSink&) override {}
    Result<int> run(CommandContext&) override { return 0; }
};

std::vector<CommandReference> reference() {
    std::vector<std::unique_ptr<Command>> commands;
    commands.push_back(std::make_unique<Sing>());
    commands.push_back(std::make_unique<Hidden>());
    return reference_of(commands);
}

TEST(Reference, HoldsWhatIsDeclaredAndNothingHidden) {
    const auto commands = reference();
    ASSERT_EQ(commands.size(), 1U);
    ASSERT_EQ(commands[0].options.size(), 3U);
    EXPECT_EQ(commands[0].options[0].names(), (std::vector<std::string>{"-k", "--key"}));
    EXPECT_FALSE(commands[0].options[2].has_dash());
}

TEST(ManualPage, HoldsEveryOptionAndEscapesDashes) {
    const std::string page = manual_page(reference(), "1.2.3");
    EXPECT_TRUE(page.starts_with(".TH STRATUM 1"));
    EXPECT_NE(page.find("\\fB\\-k\\fR, \\fB\\-\\-key\\fR \\fIKEY\\fR"), std::string::npos);
    EXPECT_NE(page.find("STRATUM_ANALYZE_JOBS"), std::string::npos);
    EXPECT_EQ(page.find("__hidden"), std::string::npos);
    EXPECT_EQ(page.find("\n'"), std::string::npos) << "a line beginning with a quote would be a macro";
}

TEST(Completions, NameCommandsOptionsAndChoices) {
    for (const Shell shell : {Shell::bash, Shell::zsh, Shell::fish}) {
        const std::string text = completions(reference(), shell);
        for (const char* word : {"sing", "key", "loud", "library", "C D"})
            EXPECT_NE(text.find(word), std::string::npos) << word << " in shell " << static_cast<int>(shell);
        EXPECT_EQ(text.find("don't"), std::string::npos) << "would end the quotes";
    }
}

}  // namespace
}  // namespace stratum::app
