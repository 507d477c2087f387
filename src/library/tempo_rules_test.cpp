#include "stratum/library/tempo_rules.hpp"

#include <gtest/gtest.h>
#include <iostream>
#include <map>
#include <sstream>

namespace stratum::library {
namespace {

using analysis::TempoRange;

const TempoRange kFast{Bpm{160.0}, Bpm{180.0}};
const TempoRange kSlow{Bpm{80.0}, Bpm{100.0}};
const TempoRange kMiddle{Bpm{110.0}, Bpm{130.0}};

std::optional<TempoRange> likely(const TempoRules& rules, const std::vector<FileGenre>& files) {
    const auto prior = prior_of(rules, files);
    return prior ? std::optional{prior->likely} : std::nullopt;
}

TEST(PriorOf, FolderComesBeforeGenreAndWhatAPersonSaysBeforeWhatIsKnown) {
    TempoRules rules;
    const std::vector<FileGenre> file{{"/music/dnb/a.mp3", "Drum & Bass"}};
    EXPECT_EQ(likely(rules, file), kFast);  // as commonly known
    rules.genres.push_back({"drum and bass", kSlow});
    EXPECT_EQ(likely(rules, file), kSlow);
    rules.folders.push_back({"/music/dnb", kMiddle});
    EXPECT_EQ(likely(rules, file), kMiddle);
    const auto prior = prior_of(rules, file);
    EXPECT_EQ(prior->reason, "folder /music/dnb");
    EXPECT_EQ(prior->odds, analysis::kPersonOdds);
}

TEST(PriorOf, TheDeepestFolderDecides) {
    const TempoRules rules{{{"/music", kMiddle}, {"/music/dnb", kFast}, {"slow", kSlow}}, {}, true};
    EXPECT_EQ(likely(rules, {{"/music/a.mp3", ""}}), kMiddle);
    EXPECT_EQ(likely(rules, {{"/music/dnb/x/a.mp3", ""}}), kFast);
    EXPECT_EQ(likely(rules, {{"/music/dnb/slow/a.mp3", ""}}), kSlow);  // by its name alone, wherever it lies
    EXPECT_EQ(likely(rules, {{"/musical/a.mp3", ""}}), std::nullopt);  // a part of a name is no folder
    EXPECT_EQ(likely(rules, {{"/else/slowly/a.mp3", ""}}), std::nullopt);
}

TEST(PriorOf, AnyTakesAPriorAway) {
    TempoRules rules;
    rules.genres.push_back({"hip hop", {}});
    EXPECT_EQ(likely(rules, {{"/a.mp3", "Hip-Hop"}}), std::nullopt);
    EXPECT_TRUE(likely(rules, {{"/a.mp3", "House"}}));
    rules.folders.push_back({"/dj", {}});
    EXPECT_EQ(likely(rules, {{"/dj/a.mp3", "House"}}), std::nullopt);
    rules = {{}, {}, false};
    EXPECT_EQ(likely(rules, {{"/a.mp3", "House"}}), std::nullopt);
}

TEST(PriorOf, AllFilesOfAContentAreOneQuestion) {
    // Whichever of two copies is looked at, the answer is the same: it would be heard anew for ever otherwise.
    const TempoRules rules{{{"/b", kMiddle}}, {}, true};
    EXPECT_EQ(likely(rules, {{"/a/x.mp3", "Dub"}, {"/b/x.mp3", ""}}), kMiddle);
    EXPECT_EQ(likely({}, {{"/a/x.mp3", ""}, {"/b/x.mp3", "Drum & Bass"}, {"/c/x.mp3", "Dub"}}), kFast);
    EXPECT_EQ(likely({}, {}), std::nullopt);
}

class ReadTempoRules : public testing::Test {
  protected:
    Result<TempoRules> read() {
        CommandContext context{.out = {text_},
                               .err = {text_},
                               .in = std::cin,
                               .library = {},
                               .executable = {},
                               .stop = {},
                               .setting = [&](std::string_view key) -> std::optional<std::string> {
                                   if (key == "tempo.known_genres") return known_;
                                   return {};
                               }};
        context.settings = [&](std::string_view table) { return tables_[std::string{table}]; };
        return read_tempo_rules(context);
    }
    std::ostringstream text_;
    std::optional<std::string> known_;
    std::map<std::string, std::vector<std::pair<std::string, std::string>>> tables_;
};

TEST_F(ReadTempoRules, ReadsBothTables) {
    tables_["tempo.folder"] = {{"/nowhere/dnb/", "160-180"}, {"Dub", "any"}};
    tables_["tempo.genre"] = {{"Drum & Bass", "160..180"}};
    known_ = "no";
    const auto rules = read();
    ASSERT_TRUE(rules) << rules.error().text();
    ASSERT_EQ(rules->folders.size(), 2U);
    EXPECT_EQ(rules->folders[0].folder, "/nowhere/dnb");
    EXPECT_EQ(rules->folders[0].likely, kFast);
    EXPECT_FALSE(rules->folders[1].likely);
    ASSERT_EQ(rules->genres.size(), 1U);
    EXPECT_EQ(rules->genres[0].likely, kFast);
    EXPECT_FALSE(rules->known_genres);
}

TEST_F(ReadTempoRules, SayWhichSettingIsWrong) {
    tables_["tempo.genre"] = {{"dnb", "fast"}};
    EXPECT_NE(read().error().message.find("tempo.genre.\"dnb\""), std::string::npos);
    EXPECT_NE(read().error().hint.find("any"), std::string::npos);
    tables_["tempo.genre"] = {};
    tables_["tempo.folder"] = {{"~/Music", "160-180"}};
    EXPECT_NE(read().error().message.find("~/Music"), std::string::npos);
    tables_["tempo.folder"] = {};
    known_ = "perhaps";
    EXPECT_EQ(read().error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace stratum::library
