#include "stratum/base/os/dirs.hpp"

#include <gtest/gtest.h>
#include <map>

namespace stratum {
namespace {

Environment of(std::map<std::string, std::string> variables) {
    return [variables = std::move(variables)](const std::string& name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        if (found == variables.end()) return {};
        return found->second;
    };
}

TEST(UserDirs, FollowTheEnvironment) {
    const UserDirs dirs = user_dirs(of({{"HOME", "/home/ann"}, {"XDG_DATA_HOME", "/data"}}));
    EXPECT_EQ(dirs.data, "/data/stratum");
    EXPECT_EQ(dirs.config, "/home/ann/.config/stratum");
    EXPECT_EQ(dirs.state, "/home/ann/.local/state/stratum");
}

TEST(UserDirs, RelativeAndEmptyValuesCountAsNotSet) {
    const UserDirs dirs = user_dirs(of({{"HOME", "/h"}, {"XDG_DATA_HOME", "data"}, {"XDG_CONFIG_HOME", ""}}));
    EXPECT_EQ(dirs.data, "/h/.local/share/stratum");
    EXPECT_EQ(dirs.config, "/h/.config/stratum");
}

TEST(UserDirs, ThereIsAPlaceWithoutAHome) { EXPECT_EQ(user_dirs(of({})).data, "/tmp/.local/share/stratum"); }

}  // namespace
}  // namespace stratum
