#include "config.hpp"

#include "stratum/base/os/temp.hpp"

#include <fstream>
#include <gtest/gtest.h>

namespace stratum::app {
namespace {

class ConfigFile : public testing::Test {
  protected:
    Result<Config> load(const std::string& text, Environment environment = {}) {
        std::ofstream{folder_ / "config.toml"} << text;
        return Config::load(folder_ / "config.toml", std::move(environment));
    }
    os::TempFolder folder_ = std::move(os::TempFolder::make().value());
};

TEST_F(ConfigFile, GivesValuesOfAllKindsAsText) {
    const auto config = load("library = \"/music\"\n[analyze]\njobs = 3\n");
    ASSERT_TRUE(config);
    EXPECT_EQ(config->get("library"), "/music");
    EXPECT_EQ(config->get("analyze.jobs"), "3");
    EXPECT_FALSE(config->get("log.level"));
    EXPECT_TRUE(config->warnings().empty());
}

TEST_F(ConfigFile, EnvironmentIsStronger) {
    const auto config = load("analyze.jobs = 3", [](const std::string& name) -> std::optional<std::string> {
        if (name == "STRATUM_ANALYZE_JOBS") return "5";
        return {};
    });
    ASSERT_TRUE(config);
    EXPECT_EQ(config->get("analyze.jobs"), "5");
}

TEST_F(ConfigFile, EmptyVariableCountsAsUnset) {
    const auto config = load("analyze.jobs = 3", [](const std::string&) { return std::optional<std::string>{""}; });
    ASSERT_TRUE(config);
    EXPECT_EQ(config->get("analyze.jobs"), "3");
    EXPECT_FALSE(config->get("analyze.memory"));
}

TEST_F(ConfigFile, WarnsOfUnknownKeysWithTheirLine) {
    const auto config = load("library = '/m'\n\n[analyze]\njosb = 3\njobs = [1]\n");
    ASSERT_TRUE(config);
    ASSERT_EQ(config->warnings().size(), 2U);
    EXPECT_NE((config->warnings()[0] + config->warnings()[1]).find("line 4: there is no setting \"analyze.josb\""),
              std::string::npos);
    EXPECT_NE((config->warnings()[0] + config->warnings()[1]).find("line 5"), std::string::npos);
}

TEST_F(ConfigFile, TablesOfTheUsersOwnNamesAreReadAsTheyAre) {
    const auto config = load(
        "[tempo.genre]\n\"Drum & Bass\" = \"160-180\"\ndub.step = \"140-140\"\n"
        "[tempo.folder]\n\"/music/a.b\" = \"88-175\"\n\"*\" = \"88-175\"\n");
    ASSERT_TRUE(config);
    using Entries = std::vector<std::pair<std::string, std::string>>;
    EXPECT_EQ(config->table("tempo.genre"), (Entries{{"Drum & Bass", "160-180"}}));
    EXPECT_EQ(config->table("tempo.folder"), (Entries{{"*", "88-175"}, {"/music/a.b", "88-175"}}));
    // A name with a point and without quotes is a table in TOML.
    ASSERT_EQ(config->warnings().size(), 1U);
    EXPECT_NE(config->warnings()[0].find("line 3"), std::string::npos);
}

TEST_F(ConfigFile, WhatIsNoTomlIsToldWithItsLine) {
    const auto config = load("library = '/m'\njobs = = 3\n");
    ASSERT_FALSE(config);
    EXPECT_EQ(config.error().code, ErrorCode::invalid_argument);
    EXPECT_NE(config.error().message.find("line 2"), std::string::npos);
}

TEST_F(ConfigFile, MissingFileIsToldAndNoFileIsFine) {
    EXPECT_EQ(Config::load(folder_ / "nothing.toml", {}).error().code, ErrorCode::not_found);
    EXPECT_TRUE(Config::load("", {}));
}

TEST(Settings, HaveVariables) {
    EXPECT_EQ(variable_of("library"), "STRATUM_LIBRARY");
    EXPECT_EQ(variable_of("log.level"), "STRATUM_LOG_LEVEL");
}

}  // namespace
}  // namespace stratum::app
